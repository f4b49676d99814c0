import { readFileSync } from 'node:fs';
import { openParts, statements } from '../lib/policies.mjs';

/** Each wildcard that is meant, with its reason. */
export const WILDCARDS = JSON.parse(readFileSync(new URL('../../wildcards.json', import.meta.url), 'utf8'));

/** Which of the list's entries were needed; an entry that nothing needs is a mistake, too. */
export const needed = new Set();

/** No policy leaves an action, a resource or its caller open, but for what wildcards.json lists. */
export function policiesNameWhatTheyAllow(changes) {
  const found = [];
  for (const { address, statement } of statements(changes))
    for (const part of openParts(statement)) {
      const entry = WILDCARDS.find(
        (meant) =>
          new RegExp(`(^|\\.)${meant.policy}(\\[|$)`).test(address) &&
          meant.sid === statement.Sid &&
          meant.open.includes(part),
      );
      if (entry) needed.add(entry);
      else found.push(`${address}: statement ${statement.Sid ?? 'without Sid'} leaves open: ${part}`);
    }
  return found;
}
