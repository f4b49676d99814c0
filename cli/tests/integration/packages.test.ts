import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Every package that npm gets. */
const PUBLISHED = ['contract', 'lake', 'sdk', 'collector', 'warehouse', 'etl', 'dashboards', 'cli'];

interface Manifest {
  name: string;
  version: string;
  license: string;
  private?: boolean;
  exports?: Record<string, string | Record<string, string>>;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  publishConfig?: { access: string; provenance: boolean };
}

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;

/** Paths that `npm pack` would put into the package. */
function packed(folder: string): string[] {
  const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: join(ROOT, folder),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return (JSON.parse(answer) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path);
}

/** Files that a package's manifest promises. */
const promised = ({ exports = {}, bin = {} }: Manifest) =>
  [
    ...Object.values(exports).flatMap((to) => (typeof to === 'string' ? [to] : Object.values(to))),
    ...Object.values(bin),
  ].map((path) => path.replace(/^\.\//, ''));

describe.each(PUBLISHED)('the npm package of %s', (folder) => {
  const manifest = manifestOf(folder);

  it('holds what its manifest promises, its README and its licence, and nothing that only development needs', () => {
    const files = packed(folder);
    for (const file of [...promised(manifest), 'README.md', 'LICENSE', 'package.json']) expect(files).toContain(file);
    expect(files.filter((file) => /(^|\/)(tests?|src|node_modules)\/|tsconfig|\.env/.test(file))).toEqual([]);
    expect(readFileSync(join(ROOT, folder, 'LICENSE'), 'utf8')).toBe(readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
  });

  it('may be published, tells how it was made, and needs no package of ours that is not published', () => {
    expect(manifest).toMatchObject({ license: 'MIT', publishConfig: { access: 'public', provenance: true } });
    expect(manifest.private).toBeUndefined();
    const ours = new Map(PUBLISHED.map((other) => [manifestOf(other).name, manifestOf(other).version]));
    for (const [name, range] of Object.entries(manifest.dependencies ?? {}))
      if (/^(@footfall\/|footfall$)/.test(name)) expect(range).toBe(`^${ours.get(name)}`);
  });
});
