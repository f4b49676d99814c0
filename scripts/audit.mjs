// Asks the registry which packages that ship have known holes. Those in audit-exceptions.json are let through until their day.
// Where no registry answers (a mirror, a machine without a network) it says so and passes; `--required` fails then, as on GitHub.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Lower ones wait for their next update. */
const SEVERE = ['moderate', 'high', 'critical'];

const exceptions = JSON.parse(readFileSync(new URL('../audit-exceptions.json', import.meta.url), 'utf8'));
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
const answer = JSON.parse(stdout || '{}');

if (!answer.vulnerabilities) {
  console.log(`no advisories: the registry did not answer (${answer.message ?? 'npm audit failed'})`);
  process.exit(process.argv.includes('--required') ? 1 : 0);
}
const today = new Date().toISOString().slice(0, 10);
const advisories = new Map(
  Object.values(answer.vulnerabilities).flatMap(({ via }) =>
    via.filter((one) => typeof one === 'object').map((one) => [one.url.split('/').at(-1), one]),
  ),
);
const isExcepted = (id) => exceptions.some((one) => one.advisory === id && one.until >= today);
const open = [...advisories].filter(([id, { severity }]) => SEVERE.includes(severity) && !isExcepted(id));
for (const [id, { name, severity, title }] of open) console.error(`${severity}: ${name}: ${title} (${id})`);
console.log(`${advisories.size} advisories, ${open.length} of them neither low nor excepted`);
process.exit(open.length === 0 ? 0 : 1);
