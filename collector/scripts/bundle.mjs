import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * Makes one file of a Lambda's handler and all that it needs: small to send, and fast to start.
 *
 * @param {{ folder: string, outfile: string, sourcemap?: boolean }} options a built package's folder, with its slash; where the
 *   file goes; whether its source map is written beside it, without the file saying so
 * @returns {Promise<import('esbuild').Metafile>} what its bytes are made of
 */
export async function bundleLambda({ folder, outfile, sourcemap = false }) {
  const { version } = JSON.parse(await readFile(`${folder}package.json`, 'utf8'));
  const { metafile } = await build({
    entryPoints: [`${folder}dist/lambda-entry.js`],
    outfile,
    bundle: true,
    minify: true,
    metafile: true,
    sourcemap: sourcemap && 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    define: { FOOTFALL_VERSION: JSON.stringify(version) },
    // CommonJS packages ask for Node.js's own modules by require.
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    logLevel: 'error',
  });
  return metafile;
}
