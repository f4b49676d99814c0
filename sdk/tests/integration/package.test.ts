import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pack } from '../helpers/project.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let tarball: Uint8Array;
let files: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-pack-'));
  const packed = await pack(folder);
  files = packed.files;
  tarball = await readFile(packed.tarball);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('publint finds nothing to say', async () => {
  const { messages } = await publint({ pkgDir: root, pack: false, strict: true });
  expect(messages).toEqual([]);
});

test('every entry has types that resolve for ES modules', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(tarball));
  const problems = 'problems' in analysis ? analysis.problems : [];
  // The package is ES modules only; require() of it is Node 22's business.
  // Scripts for a page's tag are served, not imported.
  const served = ['CJSResolvesToESM', 'NoResolution', 'UntypedResolution'];
  const serious = problems.filter(({ kind }) => !served.includes(kind));
  expect(serious).toEqual([]);
  const unresolved = problems.filter(
    (problem) =>
      problem.kind === 'NoResolution' && problem.resolutionKind !== 'node10' && !/\.js$/.test(problem.entrypoint),
  );
  expect(unresolved).toEqual([]);
});

test('the package holds what was built, and nothing else', () => {
  expect(files.filter((path) => !/^(dist\/|README\.md|package\.json|LICENSE|THIRD_PARTY_NOTICES)/.test(path))).toEqual(
    [],
  );
  for (const path of ['dist/index.js', 'dist/index.d.ts', 'dist/footfall.js', 'dist/integrity.json', 'README.md']) {
    expect(files).toContain(path);
  }
});

test('the declarations stand alone', async () => {
  const declarations = files.filter((path) => path.endsWith('.d.ts'));
  for (const path of declarations)
    expect(await readFile(join(root, path), 'utf8')).not.toMatch(/^import .*(@footfall|typebox)/m);
});

test('integrity.json has the hash of each script', async () => {
  const integrity = JSON.parse(await readFile(join(root, 'dist/integrity.json'), 'utf8')) as Record<string, string>;
  for (const [file, hash] of Object.entries(integrity)) {
    const content = await readFile(join(root, 'dist', file));
    expect(hash).toBe(`sha384-${createHash('sha384').update(content).digest('base64')}`);
  }
});

test('the loader of the README is at most 350 bytes', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, loader = ''] = /<!-- loader -->\s*```html\s*([\s\S]*?)```/.exec(readme) ?? [];
  expect(loader).toContain('footfall');
  expect(Buffer.byteLength(loader.trim())).toBeLessThanOrEqual(350);
});

test('every entry can be imported where there is no browser', async () => {
  const script = ['index.js', 'server.js', 'next-route.js', 'overlay.js', 'react.js']
    .map((file) => `await import(${JSON.stringify(join(root, 'dist', file))});`)
    .join('\n');
  const { stderr } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
  expect(stderr).toBe('');
});
