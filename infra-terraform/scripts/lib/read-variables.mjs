import { build } from 'esbuild';
import ts from 'typescript';
import { PACKAGES } from './lambda-packages.mjs';

/** Variables of ours; Lambda and the AWS SDK have others. */
const OURS = /^(FOOTFALL|DWH|RAW)_[A-Z0-9_]+$/;

/**
 * The variables that a function's code reads: of the code that its package holds, which is without what the handler never reaches,
 * each name that is a property (`env.NAME`, `const { NAME } = env`) or a text for itself (`flag(env, 'NAME')`).
 *
 * @param {'collector' | 'etl'} name
 * @returns {Promise<Set<string>>}
 */
export async function readVariables(name) {
  const { outputFiles } = await build({
    entryPoints: [`${PACKAGES[name].folder}dist/lambda-entry.js`],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    define: { FOOTFALL_VERSION: '"0"' },
    logLevel: 'error',
  });
  const names = new Set();
  const visit = (node) => {
    if ((ts.isIdentifier(node) || ts.isStringLiteralLike(node)) && OURS.test(node.text)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('bundle.mjs', outputFiles[0].text, ts.ScriptTarget.Latest));
  return names;
}
