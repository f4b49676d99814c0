// `npm test`: installs what the tests need of the operating system, builds, and runs every test. The last line counts them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { BROWSER, FIREFOX, OPENSSL, TESTTHAT } from './system-needs.mjs';

const root = new URL('..', import.meta.url).pathname;
const reports = `${root}reports`;
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const env = { ...process.env, DO_NOT_TRACK: '1', NEXT_TELEMETRY_DISABLED: '1' };

/** Runs a command in the terminal's sight. */
function run(command, args, options = {}) {
  console.log(`\n== ${[command, ...args].join(' ')}`);
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env, ...options }).status === 0;
}

if (!run('npm', ['run', '--silent', 'build'])) process.exit(1);

const { install, installCommand, isMet, R_FOR_DASHBOARDS } = await import('../cli/dist/index.js');
for (const need of [R_FOR_DASHBOARDS, TESTTHAT, BROWSER, FIREFOX, OPENSSL]) {
  if (isMet(need) || (await install(need, console.log))) continue;
  console.error(`${need.what} is missing. Install it and run the tests again: ${installCommand(need)}`);
  process.exit(1);
}

const suites = [
  {
    name: 'packages',
    ok: run('npx', [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reports}/packages.json`,
    ]),
    count: ({ numPassedTests, numFailedTests, numTotalTests }) => [
      numPassedTests,
      numFailedTests,
      numTotalTests - numPassedTests - numFailedTests,
    ],
    failures: ({ testResults }) =>
      testResults.flatMap(({ name, status, message, assertionResults }) => {
        const tests = assertionResults.filter((test) => test.status === 'failed');
        if (tests.length === 0 && status === 'failed') return [[name.replace(root, ''), message]];
        return tests.map((test) => [`${name.replace(root, '')} > ${test.fullName}`, test.failureMessages.join('\n')]);
      }),
  },
  {
    name: 'dashboards',
    ok: run('node', ['tests/run.mjs'], {
      cwd: `${root}dashboards`,
      env: { ...env, FOOTFALL_TEST_REPORT: `${reports}/dashboards.json` },
    }),
    count: (tests) => {
      const skipped = tests.filter((test) => test.skipped).length;
      const good = tests.filter((test) => test.passed).length;
      return [good, tests.length - good - skipped, skipped];
    },
    failures: (tests) =>
      tests.filter((test) => !test.passed && !test.skipped).map((test) => [`${test.file}: ${test.title}`, '']),
  },
  {
    name: 'e2e',
    ok: run('npx', ['playwright', 'test'], { cwd: `${root}e2e` }),
    count: ({ stats }) => [stats.expected, stats.unexpected + stats.flaky, stats.skipped],
    failures: ({ suites }) => suites.flatMap(failedSpecs),
  },
];

let passed = 0;
let failed = 0;
console.log();
// What failed stands at the end, where somebody who sees only the end of a log finds it.
for (const { name, failures } of suites) {
  for (const [test, message] of read(name, failures) ?? []) {
    console.log(`FAIL ${name}: ${test}${message ? `: ${firstLines(message)}` : ''}`);
  }
}
for (const { name, ok, count } of suites) {
  const [good, bad, skipped] = read(name, count) ?? [0, 1, 0];
  // A suite that ended badly without a failed test could not run as a whole: that is a failure, too.
  const failures = ok ? bad : Math.max(bad, 1);
  console.log(`${name}: ${good} passed, ${failures} failed${skipped ? `, ${skipped} skipped` : ''}`);
  passed += good;
  failed += failures + (good + failures === 0 ? 1 : 0);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

/** What `from` makes of a suite's report; undefined where the suite could not write one. */
function read(name, from) {
  try {
    return from(JSON.parse(readFileSync(`${reports}/${name}.json`, 'utf8')));
  } catch {
    return undefined;
  }
}

function failedSpecs({ suites = [], specs = [] }) {
  const failed = specs.filter((spec) => !spec.ok);
  return [
    ...suites.flatMap(failedSpecs),
    ...failed.map(({ file, title, tests }) => {
      const errors = tests.flatMap((test) => test.results.flatMap((result) => result.errors));
      return [`${file} > ${title}`, stripVTControlCharacters(errors[0]?.message ?? '')];
    }),
  ];
}

function firstLines(message) {
  return message.replace(/\s*\n\s*/g, ' | ').slice(0, 400);
}
