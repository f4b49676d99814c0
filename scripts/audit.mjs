// Asks the registry which packages that ship, or that bench/ installs, have known holes. Those in audit-exceptions.json are let
// through until their day. Where no registry answers (a mirror, a machine without a network) it says so and passes; `--required`
// fails then, as on GitHub.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Lower ones wait for their next update. */
const SEVERE = ['moderate', 'high', 'critical'];

const exceptions = JSON.parse(readFileSync(new URL('../audit-exceptions.json', import.meta.url), 'utf8'));
const isRequired = process.argv.includes('--required');
const root = fileURLToPath(new URL('..', import.meta.url));

/** What the registry says of a folder's lock; `vulnerabilities` is missing where it does not answer. */
function ask(folder, ...args) {
  const options = { cwd: join(root, folder), encoding: 'utf8', maxBuffer: 2 ** 28 };
  const { stdout } = spawnSync('npm', ['audit', '--json', '--package-lock-only', ...args], options);
  return { folder, ...JSON.parse(stdout || '{}') };
}

// What bench/ installs are peers that never ship, but they run where it is measured.
const answers = [ask('.', '--omit=dev'), ask('bench')];
const silent = answers.filter(({ vulnerabilities }) => !vulnerabilities);
for (const { folder, message = 'npm audit failed' } of silent)
  console.log(`no advisories for ${join(folder, 'package-lock.json')}: the registry did not answer (${message})`);
if (silent.length === answers.length) process.exit(isRequired ? 1 : 0);
const today = new Date().toISOString().slice(0, 10);
const advisories = new Map(
  answers
    .flatMap(({ vulnerabilities = {} }) => Object.values(vulnerabilities))
    .flatMap(({ via }) => via.filter((one) => typeof one === 'object').map((one) => [one.url.split('/').at(-1), one])),
);
const isExcepted = (id) => exceptions.some((one) => one.advisory === id && one.until >= today);
const open = [...advisories].filter(([id, { severity }]) => SEVERE.includes(severity) && !isExcepted(id));
for (const [id, { name, severity, title }] of open) console.error(`${severity}: ${name}: ${title} (${id})`);
console.log(`${advisories.size} advisories, ${open.length} of them neither low nor excepted`);
process.exit(open.length > 0 || (isRequired && silent.length > 0) ? 1 : 0);
