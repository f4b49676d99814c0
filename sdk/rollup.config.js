import { readFileSync } from 'node:fs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** Puts the version of package.json into the code, so that it is said once. */
const withVersion = {
  name: 'version',
  renderChunk: (code) => code.replaceAll('__FOOTFALL_VERSION__', JSON.stringify(version)),
};

/** `'use client'` must come first in what React's server renderer imports; bundling drops it. */
const asClientModule = { name: 'use-client', renderChunk: (code) => `'use client';\n${code}` };

/** React is the shop's, and the tracker is the package's main entry: neither is copied into the other entries. */
const external = (id) => /^react(\/|$)/.test(id) || id === '../index.js';
const paths = (id) => (id.endsWith('index.js') ? './index.js' : id);

const plugins = () => [
  // nanoid is 173 bytes and goes into the builds: the package has no dependency that a shop must install or audit.
  resolve({ browser: true }),
  typescript({
    tsconfig: './tsconfig.json',
    include: ['src/**/*'],
    noEmit: false,
    declaration: false,
    sourceMap: false,
    module: 'ESNext',
    moduleResolution: 'bundler',
    target: 'ES2021',
  }),
  withVersion,
];

const minify = () =>
  terser({ ecma: 2020, toplevel: true, compress: { passes: 3, unsafe_arrows: true, pure_getters: true } });

export default [
  {
    input: { index: 'src/index.ts' },
    output: { dir: 'dist', format: 'es' },
    plugins: plugins(),
  },
  {
    input: 'src/react/index.tsx',
    output: { file: 'dist/react.js', format: 'es', paths },
    external,
    plugins: [...plugins(), asClientModule],
  },
  {
    input: 'src/script-tag.ts',
    output: { file: 'dist/footfall.js', format: 'iife' },
    plugins: [...plugins(), minify()],
  },
  {
    input: 'src/worker.ts',
    output: { file: 'dist/footfall-worker.js', format: 'iife' },
    plugins: [...plugins(), minify()],
  },
  {
    input: 'src/index.ts',
    output: { file: 'dist/index.d.ts' },
    plugins: [dts()],
  },
  {
    input: 'src/react/index.tsx',
    output: { file: 'dist/react.d.ts', paths },
    external,
    plugins: [dts()],
  },
];
