/** The shop's settings, read at run time: a build knows none of them. */
export interface ShopEnv {
  databaseUrl: string;
  /** Where the tracker sends its events; undefined leaves the shop untracked. */
  footfallEndpoint: string | undefined;
}

/** Reads and checks the environment. Throws with a message that names the variable and an example. */
export function readEnv(env: NodeJS.ProcessEnv = process.env): ShopEnv {
  return {
    databaseUrl: readDatabaseUrl(env.SHOP_DATABASE_URL),
    footfallEndpoint: readEndpoint(env.FOOTFALL_ENDPOINT),
  };
}

function readDatabaseUrl(value: string | undefined): string {
  const example = 'postgres://user:password@localhost:5432/shop';
  if (!value) throw new Error(`SHOP_DATABASE_URL is not set: give the shop's PostgreSQL database, as ${example}`);
  // The value itself may hold a password and stays out of the message.
  if (!/^postgres(ql)?:\/\//.test(value)) throw new Error(`SHOP_DATABASE_URL is not a PostgreSQL URL, as ${example}`);
  return value;
}

function readEndpoint(value: string | undefined): string | undefined {
  if (!value) return undefined;
  // A path is allowed: a proxy may serve the collector under the shop's own domain.
  if (value.startsWith('/') || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) return value;
  throw new Error(`FOOTFALL_ENDPOINT is not a URL: ${value}; give it as http://localhost:8787/clickstream`);
}
