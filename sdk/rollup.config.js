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

/** The small script tag has no hooks: the branches for them fold away. */
const withoutExtras = {
  name: 'without-extras',
  renderChunk: (code) => code.replaceAll('__FOOTFALL_HAS_EXTRAS__', 'false'),
};

/** `'use client'` must come first in what React's server renderer imports; bundling drops it. */
const asClientModule = { name: 'use-client', renderChunk: (code) => `'use client';\n${code}` };

/** React and Next.js are the shop's, and the package's entries import one another: nothing is copied twice. */
const external = (id) => /^(react|next)(\/|$)/.test(id) || id === '../index.js' || id === '../react/index.js';
const ENTRY = { '../index.js': './index.js', '../react/index.js': './react.js' };
const paths = (id) =>
  ENTRY[id] ?? (id.endsWith('react/index.js') ? './react.js' : id.endsWith('/index.js') ? './index.js' : id);

const plugins = (...more) => [
  // nanoid is 173 bytes and goes into the builds, as web-vitals does into a chunk of its own: the package has no
  // dependency that a shop must install or audit.
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
  ...more,
];

/**
 * Names of properties that only our own modules see: shortened in script builds, where each byte is the shopper's. Wire
 * fields, options, the tracker's methods and whatever browsers define must not stand here.
 */
const INTERNAL =
  `contextId lane ownKeys takeLeaving retryAfterMs whenGranted setUser nextPage decide visit settle sendLate
  view report core sender emit isAutomatic onNext onLeave store extras onStart tidy chars wake leave
  dropped most sharedOf notify amend receipts onDelivery fields refused forgetVisit shareContext readEvent`.split(
    /\s+/,
  );

/** The functions of a script build need no `this`, `new` or names, and no page changes what they call on. */
const minify = () =>
  terser({
    ecma: 2020,
    toplevel: true,
    compress: {
      passes: 6,
      unsafe: true,
      unsafe_arrows: true,
      pure_getters: true,
      keep_fargs: false,
      inline: 1,
      loops: false,
      hoist_funs: true,
    },
    mangle: { properties: { regex: new RegExp(`^(${INTERNAL.join('|')})$`) } },
  });

const script = (input, file, ...more) => ({
  input,
  output: { file, format: 'iife', strict: false, inlineDynamicImports: true },
  plugins: plugins(...more, minify()),
});
const types = (input, file) => ({ input, output: { file, paths }, external, plugins: [dts()] });
const client = (input, file) => ({
  input,
  output: { file, format: 'es', paths },
  external,
  plugins: plugins(asClientModule),
});

export default [
  {
    input: { index: 'src/index.ts', server: 'src/server/index.ts', overlay: 'src/overlay/index.ts' },
    output: { dir: 'dist', format: 'es', chunkFileNames: 'chunks/[name].js' },
    plugins: plugins(),
  },
  { input: 'src/next/route.ts', output: { file: 'dist/next-route.js', format: 'es' }, plugins: plugins() },
  client('src/react/index.tsx', 'dist/react.js'),
  client('src/next/index.tsx', 'dist/next.js'),
  types('src/index.ts', 'dist/index.d.ts'),
  types('src/react/index.tsx', 'dist/react.d.ts'),
  types('src/next/index.tsx', 'dist/next.d.ts'),
  types('src/next/route.ts', 'dist/next-route.d.ts'),
  types('src/server/index.ts', 'dist/server.d.ts'),
  types('src/overlay/index.ts', 'dist/overlay.d.ts'),
  script('src/script-full.ts', 'dist/footfall.full.js'),
  script('src/script-vitals.ts', 'dist/footfall-vitals.js'),
  script('src/worker.ts', 'dist/footfall-worker.js'),
  script('src/script-tag.ts', 'dist/footfall.js', withoutExtras),
];
