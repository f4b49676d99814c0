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

/** What a configuration's tests can say, by run: the message of each assertion, and that a run was not refused as it expects. */
export function sayings(folder) {
  const tests = join(folder, 'tests');
  return readdirSync(tests)
    .filter((file) => file.endsWith('.tftest.hcl'))
    .flatMap((file) => runsOf(readFileSync(join(tests, file), 'utf8')))
    .flatMap(({ run, text }) => {
      const messages = [...text.matchAll(/error_message\s*=\s*("(?:[^"\\]|\\.)*")/g)];
      const words = messages.map(([, quoted]) => JSON.parse(quoted));
      return [...words, ...(run.startsWith('refuses_') ? [`run ${run}`] : [])].map((saying) => ({ run, saying }));
    });
}

function runsOf(text) {
  const [, ...parts] = text.split(/^run "/m);
  return parts.map((part) => ({ run: part.slice(0, part.indexOf('"')), text: part }));
}

/** Breaks a text. @throws Error where what is to be replaced is not there exactly once */
export function mutated(text, { breaks, find, replace }) {
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`"${breaks}": its text is found ${count} times, and must be once: ${find}`);
  return text.replace(find, () => replace);
}

/** More in one plan hide each other's errors too often. */
const MOST_TOGETHER = 8;

/**
 * Puts mutations together that can be tried in one plan: they are caught by the same run (Terraform passes over the runs after a failed
 * one), by different messages, and the one's text is still there after the other.
 *
 * @param {{ run: string, saying: string }[]} said of {@link sayings}
 * @param {(file: string) => string} read a file of the configuration
 */
export function together(mutations, said, read) {
  const groups = [];
  for (const mutation of mutations) {
    const run = runOf(mutation, said);
    const group = groups.find(
      (found) => found.run === run && found.mutations.length < MOST_TOGETHER && fits(found.mutations, mutation, read),
    );
    if (group) group.mutations.push(mutation);
    else groups.push({ run, mutations: [mutation] });
  }
  return groups.map((group) => group.mutations);
}

/** The run that catches a mutation; a rule's, where no assertion's message is named. Refusals are tried alone. */
function runOf({ fails }, said) {
  const runs = fails.map((text) => said.find(({ saying }) => saying.includes(text))?.run).filter(Boolean);
  if (runs.some((run) => run !== 'minimal' && run !== 'full')) return Symbol('alone');
  return runs[0] ?? (fails.some((text) => text.includes('does not set')) ? 'full' : 'a rule');
}

function fits(others, mutation, read) {
  const said = new Set(others.flatMap(({ fails }) => fails));
  if (mutation.fails.some((text) => said.has(text))) return false;
  try {
    const changed = [...others, mutation].filter(({ file }) => file === mutation.file);
    const text = changed.reduce(mutated, read(mutation.file));
    return changed.every(({ replace }) => text.includes(replace));
  } catch {
    return false;
  }
}
