import { readFileSync } from 'node:fs';
import { openParts, statements } from '../lib/policies.mjs';
import { list } from '../lib/resources.mjs';

/**
 * Each wildcard that is meant: the policy's address (a regular expression), the action, resource or principal that it leaves open,
 * and why.
 */
export const WILDCARDS = JSON.parse(readFileSync(new URL('../../wildcards.json', import.meta.url), 'utf8'));

/** Which entries of the list were met; one that no plan has is a mistake, too. */
export const met = new Set();

/** No policy leaves an action, a resource or its caller open, but for what wildcards.json lists. */
export function policiesNameWhatTheyAllow(changes) {
  const found = [];
  for (const { address, statement } of statements(changes))
    for (const { kind, open } of openParts(statement)) {
      const entry = WILDCARDS.find(
        (meant) => new RegExp(meant.policy).test(address) && list(meant[kind]).includes(open),
      );
      if (entry) met.add(entry);
      else found.push(`${address}: statement ${statement.Sid ?? 'without Sid'} leaves open its ${kind}: ${open}`);
    }
  return found;
}
