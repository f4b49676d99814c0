// Writes dist/lambda/index.mjs. `--metafile` prints what its bytes are made of.
import { analyzeMetafile } from 'esbuild';
import { bundleLambda } from './bundle.mjs';

const folder = new URL('..', import.meta.url).pathname;
const metafile = await bundleLambda({ folder, outfile: `${folder}dist/lambda/index.mjs` });
if (process.argv.includes('--metafile')) console.log(await analyzeMetafile(metafile));
