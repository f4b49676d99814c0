/** Who signed in on which devices; single pairs up to `detail`. */
export function identityCounts(detail) {
  const identities = { pairs: 0, sharedClients: 0, usersWithSeveralClients: 0, users: 0, byId: {} };
  return {
    identities,
    signIn(client, user) {
      client.known ??= new Set();
      if (client.known.has(user)) return;
      client.known.add(user);
      identities.pairs++;
      if (client.known.size === 2) identities.sharedClients++;
      user.clients++;
      if (user.clients === 1) identities.users++;
      if (user.clients === 2) identities.usersWithSeveralClients++;
      if (identities.pairs > detail) return;
      identities.byId[client.id] ??= [];
      identities.byId[client.id].push(user.id);
    },
  };
}
