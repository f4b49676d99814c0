import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { list } from './resources.mjs';

/**
 * The table of mutations of a configuration, `mutations/<name>.json`: what each breaks in words, in which file, the text that
 * is found there once and what takes its place, and of whatever must fail then a part of what it says.
 */
export function mutationsOf(infra, name) {
  const file = join(infra, 'mutations', `${name}.json`);
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')).map((mutation) => ({ ...mutation, fails: list(mutation.fails) }));
}

/** What a configuration's tests can say: the message of each assertion, and each run that expects to be refused. */
export function sayings(folder) {
  const tests = join(folder, 'tests');
  const text = readdirSync(tests)
    .filter((file) => file.endsWith('.tftest.hcl'))
    .map((file) => readFileSync(join(tests, file), 'utf8'))
    .join('\n');
  const messages = [...text.matchAll(/error_message\s*=\s*("(?:[^"\\]|\\.)*")/g)].map(([, quoted]) =>
    JSON.parse(quoted),
  );
  const refusals = [...text.matchAll(/^run "(refuses_\w+)"/gm)].map(([, run]) => `run ${run}`);
  return [...messages, ...refusals];
}

/** Breaks a text. @throws Error where what is to be replaced is not there exactly once */
export function mutated(text, { breaks, find, replace }) {
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`"${breaks}": its text is found ${count} times, and must be once: ${find}`);
  return text.replace(find, () => replace);
}
