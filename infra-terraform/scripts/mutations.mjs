// `npm run terraform:mutations [-- --module NAME]`: breaks each property in a copy, one at a time, and shows that its assertion or
// rule then fails. Assertions, refusals and rules that no mutation makes fail are failures, too. The last line is 'N passed, N failed'.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { atMost } from './lib/at-most.mjs';
import { mutated, mutationsOf, sayings } from './lib/mutations.mjs';
import { testPlans } from './lib/plans.mjs';
import { broken, RULE_NAMES } from './lib/rules.mjs';
import { configurations, terraform } from './lib/terraform.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INFRA = join(ROOT, 'infra-terraform');
/** Terraform itself keeps a core busy, and the provider another. */
const AT_ONCE = 2;
/** What a configuration reads, and no more: packages and modules of npm are large. */
const LEFT_BEHIND = new Set(['node_modules', 'dist', '.terraform']);

const { module } = parseArgs({ options: { module: { type: 'string' } } }).values;
const chosen = configurations(INFRA).filter(({ name }) => !module || name === module);
if (chosen.length === 0) throw new Error(`There is no module ${module}`);

let passed = 0;
let failed = 0;
const tell = (ok, what, lines = []) => {
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'caught' : 'MISSED'}  ${what}${lines.map((line) => `\n        ${line}`).join('')}`);
};
const rulesHit = new Set();

const work = await mkdtemp(join(tmpdir(), 'footfall-mutations-'));
process.env.TF_PLUGIN_CACHE_DIR ??= work;
try {
  await atMost(AT_ONCE, chosen, tryConfiguration);
} finally {
  await rm(work, { recursive: true, force: true });
}
if (!module)
  for (const rule of RULE_NAMES.filter((name) => !rulesHit.has(name)))
    tell(false, `rule ${rule}: no mutation breaks it`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

/** Tries all mutations of one configuration, in a copy of the whole, since modules read files beside them. */
async function tryConfiguration({ name }) {
  const copy = join(work, name);
  const filter = (path) => !LEFT_BEHIND.has(basename(path));
  await cp(INFRA, join(copy, 'infra-terraform'), { recursive: true, filter });
  await cp(join(ROOT, 'warehouse', 'sql', 'athena'), join(copy, 'warehouse', 'sql', 'athena'), { recursive: true });
  const { folder } = configurations(join(copy, 'infra-terraform')).find((found) => found.name === name);
  await terraform(folder, 'init', '-backend=false', '-input=false');

  const mutations = mutationsOf(INFRA, name);
  for (const mutation of mutations) {
    const said = await saidOf(folder, mutation);
    const missed = mutation.fails.filter((text) => !said.some((words) => words.includes(text)));
    tell(missed.length === 0, `${name}: ${mutation.breaks}`, [
      ...missed.map((text) => `did not fail: ${text}`),
      ...(missed.length > 0 ? said.map((words) => `said: ${words.slice(0, 300)}`) : []),
    ]);
  }
  const expected = mutations.flatMap(({ fails }) => fails);
  for (const words of sayings(folder).filter((saying) => !expected.some((text) => saying.includes(text))))
    tell(false, `${name}: no mutation makes it fail: ${words}`);
}

/** @returns {Promise<string[]>} what tests and rules say of a folder while it is broken; it is whole again afterwards */
async function saidOf(folder, mutation) {
  const file = join(folder, mutation.file);
  const whole = await readFile(file, 'utf8');
  await writeFile(file, mutated(whole, mutation));
  const { runs, errors } = await testPlans(folder).finally(() => writeFile(file, whole));
  const wrong = runs.flatMap(broken);
  for (const { rule } of wrong) rulesHit.add(rule);
  const refusals = runs.filter(({ status }) => status !== 'pass' && status !== 'skip').map(({ run }) => `run ${run}`);
  return [...errors, ...runs.flatMap((run) => run.errors), ...wrong.map(({ what }) => what), ...refusals];
}
