// Opens each page of running dashboards in Chromium, by e2e/recorded: no error, nothing that runs, and Overview's figures as in SQL.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const E2E = new URL('../e2e/', import.meta.url).pathname;

/** @returns a row a page: its name, and what was wrong with it, if anything */
export async function openPages(dashboards, database) {
  const env = { ...process.env, FOOTFALL_DASHBOARDS_URL: dashboards, FOOTFALL_DATABASE_URL: database };
  const child = spawn('npx', ['playwright', 'test', '--config', 'recorded.config.ts'], {
    cwd: E2E,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const { suites, errors } = JSON.parse(said);
  const pages = suites.flatMap(({ specs }) => specs).map(({ title, tests }) => ({ title, problem: problemOf(tests) }));
  // a file that cannot be read has no tests, and would pass
  return [...pages, ...errors.map(({ message }) => ({ title: 'the pages', problem: message }))];
}

function problemOf(tests) {
  const { status, errors } = tests[0].results[0];
  return status === 'passed' ? undefined : (errors[0]?.message ?? status);
}
