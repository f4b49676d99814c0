// `npm run terraform:mutations [-- --module NAME] [--together | --table]`: breaks each property in a copy and shows that its
// assertion or rule then fails: one at a time, or with --together several in a plan, which takes a third of the time and may take what
// one caused for another's. Assertions, refusals and rules that no mutation makes fail are failures, too; --table looks for those
// alone, without Terraform. The last line is 'N passed, N failed'.
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AT_ONCE, atMost } from './lib/at-most.mjs';
import { mutated, mutationsOf, sayings, together } from './lib/mutations.mjs';
import { testPlans } from './lib/plans.mjs';
import { broken, RULE_NAMES } from './lib/rules.mjs';
import { tally } from './lib/tally.mjs';
import { configurations, init } from './lib/terraform.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INFRA = join(ROOT, 'infra-terraform');
/** What a configuration reads, and no more: packages and modules of npm are large. */
const LEFT_BEHIND = new Set(['node_modules', 'dist', '.terraform']);
/** What the root reads of other packages. */
const BESIDE = [
  'warehouse/sql/lakehouse',
  'instance/documents',
  'instance/loader.py',
  'examples/nextjs-shop/write-env.mjs',
];

const options = parseArgs({
  options: { module: { type: 'string' }, together: { type: 'boolean' }, table: { type: 'boolean' } },
}).values;
const chosen = configurations(INFRA).filter(({ name }) => !options.module || name === options.module);
if (chosen.length === 0) throw new Error(`There is no module ${options.module}`);

const { tell, end } = tally(['caught', 'MISSED']);
const rulesHit = new Set();

const work = await mkdtemp(join(tmpdir(), 'footfall-mutations-'));
process.env.TF_PLUGIN_CACHE_DIR ??= work;
try {
  for (const { name, folder } of chosen) checkTable(name, folder);
  if (!options.table) await atMost(AT_ONCE, chosen, tryConfiguration);
} finally {
  await rm(work, { recursive: true, force: true });
}
if (!options.module && !options.table)
  for (const rule of RULE_NAMES.filter((name) => !rulesHit.has(name)))
    tell(false, `rule ${rule}: no mutation breaks it`);
end();

/** Says which assertions no mutation is meant for, and which mutations cannot be made. */
function checkTable(name, folder) {
  const mutations = mutationsOf(INFRA, name);
  const expected = mutations.flatMap(({ fails }) => fails);
  for (const { saying } of sayings(folder).filter((said) => !expected.some((text) => said.saying.includes(text))))
    tell(false, `${name}: no mutation is meant for: ${saying}`);
  const wrong = mutations.flatMap((mutation) => {
    try {
      mutated(readFileSync(join(folder, mutation.file), 'utf8'), mutation);
      return [];
    } catch (error) {
      return [error.message];
    }
  });
  tell(wrong.length === 0 && mutations.length > 0, `${name}: a table of ${mutations.length} mutations`, wrong);
}

/** Tries all mutations of one configuration, in a copy of the whole, since modules read files beside them. */
async function tryConfiguration({ name }) {
  const copy = join(work, name);
  const filter = (path) => !LEFT_BEHIND.has(basename(path));
  await cp(INFRA, join(copy, 'infra-terraform'), { recursive: true, filter });
  for (const beside of BESIDE) await cp(join(ROOT, beside), join(copy, beside), { recursive: true, filter });
  const { folder } = configurations(join(copy, 'infra-terraform')).find((found) => found.name === name);
  const ready = await init(folder);
  if (!ready.ok) return tell(false, `${name}: init`, [ready.stdout, ready.stderr]);
  const mutations = mutationsOf(INFRA, name);
  const read = (file) => readFileSync(join(folder, file), 'utf8');
  const groups = options.together
    ? together(mutations, sayings(folder), read)
    : mutations.map((mutation) => [mutation]);
  for (const group of groups) await tryGroup(name, folder, group);
}

/** What fails of a group is tried once more alone, as mutations may hide each other. */
async function tryGroup(name, folder, group) {
  const said = await saidOf(folder, group);
  for (const mutation of group) {
    const missed = (words) => mutation.fails.filter((text) => !words.some((saying) => saying.includes(text)));
    const words = group.length > 1 && missed(said).length > 0 ? await saidOf(folder, [mutation]) : said;
    const lines = missed(words).map((text) => `did not fail: ${text}`);
    tell(
      lines.length === 0,
      `${name}: ${mutation.breaks}`,
      lines.length === 0 ? [] : [...lines, ...words.map((saying) => `said: ${saying.slice(0, 300)}`)],
    );
  }
}

/** @returns {Promise<string[]>} what tests and rules say of a folder while it is broken; it is whole again afterwards */
async function saidOf(folder, mutations) {
  const files = [...new Set(mutations.map(({ file }) => join(folder, file)))];
  const whole = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  for (const mutation of mutations) {
    const file = join(folder, mutation.file);
    await writeFile(file, mutated(await readFile(file, 'utf8'), mutation));
  }
  const { runs, errors } = await testPlans(folder).finally(() =>
    Promise.all(files.map((file, i) => writeFile(file, whole[i]))),
  );
  const wrong = runs.flatMap(broken);
  for (const { rule } of wrong) rulesHit.add(rule);
  const refusals = runs.filter(({ status }) => status !== 'pass' && status !== 'skip').map(({ run }) => `run ${run}`);
  return [...errors, ...runs.flatMap((run) => run.errors), ...wrong.map(({ what }) => what), ...refusals];
}
