import { step } from './browse.mjs';
import { emit } from './tracker.mjs';
import { openPage, signedInAs } from './visit.mjs';

/** Users of whom a second device may be met, at most. */
const REMEMBERED = 2000;
/** Shares of people who have a device more, and of devices with two people. */
const SECOND_DEVICE = 0.15;
const SHARED_DEVICE = 0.12;

/** Somebody signs in on this device: who did so before, or one of two people who share it. */
export function signIn(visit) {
  const { client, shop } = visit;
  const { random, truth } = shop;
  if (client.users.length === 0) client.users = usersOf(shop);
  openPage(visit, { path: '/login', title: 'Sign in' });
  step(visit);
  if (!emit(visit, 'login_open')) return;
  visit.now += random.between(3000, 20000);
  const user = random.pick(client.users);
  const before = { user: visit.user, state: visit.state };
  signedInAs(visit, user, 'logged_in');
  if (!emit(visit, 'login_success')) return signedInAs(visit, before.user, before.state);
  client.signedIn = user;
  truth.signIn(client, user);
}

/** Signs out; the next one on the device is nobody known. */
export function signOut(visit) {
  step(visit);
  if (!emit(visit, 'logout')) return;
  visit.client.signedIn = undefined;
  signedInAs(visit, undefined, 'anonymous');
}

function usersOf(shop) {
  const { random, people } = shop;
  const owner = people.length > 0 && random.chance(SECOND_DEVICE) ? random.pick(people) : newUser(shop);
  return random.chance(SHARED_DEVICE) ? [owner, newUser(shop)] : [owner];
}

function newUser({ random, people, users }) {
  const user = { id: `u-${++users.count}`, clients: 0 };
  if (people.length < REMEMBERED) people.push(user);
  else people[random.below(REMEMBERED)] = user;
  return user;
}
