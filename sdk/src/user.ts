import { type KeyValueStore, PREFIX } from './store.js';
import type { FootfallEvent } from './types.js';

/** Fields that say who the shopper is. */
export type UserFields = Pick<FootfallEvent, 'userId' | 'userLoginState' | 'identitySource'>;

export const USER_KEY = `${PREFIX}user`;

/** Remembers the signed-in shopper over pages, so that a page's first event already carries the user. */
export function createUser(store: KeyValueStore): { fields(): UserFields; set(user: UserFields | null): void } {
  let user: UserFields | undefined;
  const nobody: UserFields = { userLoginState: 'anonymous' };
  return {
    fields() {
      try {
        user ??= JSON.parse(store.get(USER_KEY) ?? 'null') as UserFields;
      } catch {
        // Not ours: nobody is signed in.
      }
      return user ?? nobody;
    },
    set(next) {
      user = next ?? nobody;
      if (next) store.set(USER_KEY, JSON.stringify(next));
      else store.remove(USER_KEY);
    },
  };
}
