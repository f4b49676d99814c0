// Writes dist/lambda/index.mjs: the Lambda's handler with all that it needs in one file, which is small to send and fast to
// start. `--metafile` prints what its bytes are made of.
import { readFile } from 'node:fs/promises';
import { analyzeMetafile, build } from 'esbuild';

const file = (path) => new URL(`../${path}`, import.meta.url).pathname;
const { version } = JSON.parse(await readFile(file('package.json'), 'utf8'));

const { metafile } = await build({
  entryPoints: [file('dist/lambda-entry.js')],
  outfile: file('dist/lambda/index.mjs'),
  bundle: true,
  minify: true,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  define: { FOOTFALL_VERSION: JSON.stringify(version) },
  // CommonJS packages ask for Node.js's own modules by require.
  banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
  logLevel: 'error',
});
if (process.argv.includes('--metafile')) console.log(await analyzeMetafile(metafile));
