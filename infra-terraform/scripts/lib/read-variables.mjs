import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { PACKAGES } from './lambda-packages.mjs';

/** Variables of ours; Lambda and the AWS SDK have others. */
const OURS = /^(FOOTFALL|DWH|RAW)_[A-Z0-9_]+$/;
/** What the shop's build writes down: `write-env.mjs` there has the same. */
export const SHOPS = /^(FOOTFALL|OIDC|SHOP)_[A-Z_]+$/;
const SHOP_SOURCES = fileURLToPath(new URL('../../../examples/nextjs-shop/src', import.meta.url));

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
  return namesIn(outputFiles[0].text, OURS);
}

/** The variables that the example shop's code reads, which Amplify's build writes down for it. @returns {Set<string>} */
export function readShopVariables() {
  const files = readdirSync(SHOP_SOURCES, { recursive: true }).filter((file) => /\.tsx?$/.test(file));
  return new Set(files.flatMap((file) => [...namesIn(readFileSync(join(SHOP_SOURCES, file), 'utf8'), SHOPS)]));
}

function namesIn(code, pattern) {
  const names = new Set();
  const visit = (node, parent) => {
    if (isRead(node, parent) && pattern.test(node.text)) names.add(node.text);
    ts.forEachChild(node, (child) => visit(child, node));
  };
  visit(ts.createSourceFile('code.tsx', code, ts.ScriptTarget.Latest));
  return names;
}

/** Properties and texts; a constant of the code's own may have such a name, too. */
const isRead = (node, parent) =>
  ts.isStringLiteralLike(node) ||
  (ts.isIdentifier(node) &&
    ((ts.isPropertyAccessExpression(parent) && parent.name === node) || ts.isBindingElement(parent)));
