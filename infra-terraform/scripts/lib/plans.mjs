import { terraform } from './terraform.mjs';

/**
 * Runs a folder's tests. Providers are mocked there, so that no account is needed.
 *
 * @returns {Promise<TestOutcome>} how each run ended, what its failed assertions and errors said, and the plan that it made
 * @typedef {{ runs: { run: string, file: string, status: string, errors: string[], resourceChanges: object[] }[],
 *   errors: string[] }} TestOutcome `errors` holds what is wrong beside any run
 */
export async function testPlans(folder) {
  const { stdout, stderr } = await terraform(folder, 'test', '-json', '-verbose');
  const runs = new Map();
  const errors = [];
  const runOf = ({ '@testrun': run, '@testfile': file }) => {
    const key = `${file} ${run}`;
    if (!runs.has(key)) runs.set(key, { run, file, status: 'skip', errors: [], resourceChanges: [] });
    return runs.get(key);
  };
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  if (lines.length === 0) errors.push(stderr || stdout || 'terraform test said nothing');
  for (const line of lines.map((text) => JSON.parse(text))) {
    const of = line['@testrun'] ? runOf(line) : undefined;
    if (line.type === 'test_run' && line.test_run.progress === 'complete') of.status = line.test_run.status;
    if (line.type === 'test_plan') of.resourceChanges = line.test_plan.resource_changes ?? [];
    if (line.type === 'diagnostic' && line.diagnostic.severity === 'error')
      (of?.errors ?? errors).push(`${line.diagnostic.summary}: ${line.diagnostic.detail}${placeOf(line.diagnostic)}`);
  }
  return { runs: [...runs.values()], errors };
}

function placeOf({ range }) {
  return range ? ` (${range.filename}:${range.start.line})` : '';
}
