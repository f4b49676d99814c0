// Writes the table of rights into docs/security.md, and that of alarms into docs/operate.md, from the plans of the modules' tests; with
// --check says whether they are current.
import { fileURLToPath } from 'node:url';
import { alarmTable } from './lib/alarm-table.mjs';
import { AT_ONCE, atMost } from './lib/at-most.mjs';
import { iamTable } from './lib/iam-table.mjs';
import { between, keepCurrent } from './lib/keep-current.mjs';
import { testPlans } from './lib/plans.mjs';
import { configurations, init } from './lib/terraform.mjs';

const INFRA = fileURLToPath(new URL('..', import.meta.url));
/** The run of each module's tests in which everything is turned on. */
const EVERYTHING = 'full';

const plans = [];
const modules = configurations(INFRA).filter(({ name }) => name !== 'root');
await atMost(AT_ONCE, modules, async ({ name, folder }) => {
  const ready = await init(folder);
  if (!ready.ok) throw new Error(`${name}: ${ready.stderr}`);
  const { runs, errors } = await testPlans(folder);
  const full = runs.find(({ run }) => run === EVERYTHING);
  if (full?.status !== 'pass')
    throw new Error(
      `${name}: the run "${EVERYTHING}" did not pass: ${[...errors, ...(full?.errors ?? [])].join('\n')}`,
    );
  plans.push({ module: name, resourceChanges: full.resourceChanges });
});
const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const files = [
  between(`${docs}security.md`, 'iam', iamTable(plans)),
  between(`${docs}operate.md`, 'alarms', alarmTable(plans)),
];
process.exitCode = keepCurrent(files, 'node infra-terraform/scripts/plan-tables.mjs');
