// Writes the table of rights into docs/security.md from the plans of the modules' tests; with --check says whether it is current.
import { fileURLToPath } from 'node:url';
import { atMost } from './lib/at-most.mjs';
import { iamTable } from './lib/iam-table.mjs';
import { between, keepCurrent } from './lib/keep-current.mjs';
import { testPlans } from './lib/plans.mjs';
import { configurations, terraform } from './lib/terraform.mjs';

const INFRA = fileURLToPath(new URL('..', import.meta.url));
/** The run of each module's tests in which everything is turned on. */
const EVERYTHING = 'full';

const plans = [];
const modules = configurations(INFRA).filter(({ name }) => name !== 'root');
await atMost(2, modules, async ({ name, folder }) => {
  await terraform(folder, 'init', '-backend=false', '-input=false', '-no-color');
  const { runs, errors } = await testPlans(folder);
  const full = runs.find(({ run }) => run === EVERYTHING);
  if (full?.status !== 'pass')
    throw new Error(
      `${name}: the run "${EVERYTHING}" did not pass: ${[...errors, ...(full?.errors ?? [])].join('\n')}`,
    );
  plans.push({ module: name, resourceChanges: full.resourceChanges });
});
const file = between(fileURLToPath(new URL('../../docs/security.md', import.meta.url)), 'iam', iamTable(plans));
process.exitCode = keepCurrent([file], 'node infra-terraform/scripts/iam-table.mjs');
