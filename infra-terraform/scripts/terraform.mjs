// `npm run terraform [-- --module NAME]`: format, validation, the modules' tests with mocked providers, and the rules that hold for
// every plan. Needs neither an account nor a network once the providers are there. The last line is 'N passed, N failed'.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { alarmTable } from './lib/alarm-table.mjs';
import { AT_ONCE, atMost } from './lib/at-most.mjs';
import { iamTable } from './lib/iam-table.mjs';
import { between } from './lib/keep-current.mjs';
import { testPlans } from './lib/plans.mjs';
import { broken } from './lib/rules.mjs';
import { tally } from './lib/tally.mjs';
import { configurations, init, terraform } from './lib/terraform.mjs';
import { met, WILDCARDS } from './rules/policies.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INFRA = join(ROOT, 'infra-terraform');

const { module } = parseArgs({ options: { module: { type: 'string' } } }).values;
const chosen = configurations(INFRA).filter(({ name }) => !module || name === module);
if (chosen.length === 0) throw new Error(`There is no module ${module}`);

const { tell, end } = tally(['pass', 'FAIL']);

const format = await terraform(INFRA, 'fmt', '-check', '-recursive');
tell(
  format.ok,
  'format',
  format.ok ? [] : [...format.stdout.trim().split('\n'), 'run: terraform fmt -recursive infra-terraform'],
);

const plans = [];
await atMost(AT_ONCE, chosen, async ({ name, folder }) => {
  const ready = await init(folder);
  const valid = ready.ok ? await terraform(folder, 'validate', '-no-color') : ready;
  tell(valid.ok, `${name}: valid`, valid.ok ? [] : [valid.stdout, valid.stderr]);
  if (!valid.ok) return;
  const { runs, errors } = await testPlans(folder);
  if (errors.length > 0) tell(false, `${name}: tests`, errors);
  if (runs.length === 0) tell(false, `${name}: has no tests`);
  const full = runs.find(({ run }) => run === 'full');
  if (full && name !== 'root') plans.push({ module: name, resourceChanges: full.resourceChanges });
  for (const run of runs) {
    tell(run.status === 'pass', `${name}: ${run.run}`, run.errors);
    const wrong = broken(run).map(({ what }) => what);
    if (run.resourceChanges.length > 0) tell(wrong.length === 0, `${name}: ${run.run}: rules`, wrong);
  }
});
if (!module) {
  const tables = [
    ['rights in docs/security.md', between(join(ROOT, 'docs', 'security.md'), 'iam', iamTable(plans))],
    ['alarms in docs/operate.md', between(join(ROOT, 'docs', 'operate.md'), 'alarms', alarmTable(plans))],
  ];
  for (const [what, { path, text }] of tables)
    tell(readFileSync(path, 'utf8') === text, `the table of ${what} is current: npm run docs writes it`);
  for (const meant of WILDCARDS.filter((entry) => !met.has(entry)))
    tell(false, `wildcards.json lists ${meant.policy} (${meant.why}), which no plan has`);
}

end();
