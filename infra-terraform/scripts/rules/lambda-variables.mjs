import { readFileSync } from 'node:fs';
import { PACKAGES } from '../lib/lambda-packages.mjs';
import { readVariables } from '../lib/read-variables.mjs';
import { block, ofType } from '../lib/resources.mjs';

/** Variables that are read and not set, by package, with the reason. */
const LEFT_OUT = JSON.parse(readFileSync(new URL('../../lambda-variables.json', import.meta.url), 'utf8'));
const READ = Object.fromEntries(
  await Promise.all(Object.keys(PACKAGES).map(async (name) => [name, await readVariables(name)])),
);

/**
 * No function is given a variable that its code does not read; and where all options are on (the run `full`), every variable that
 * the code reads is set, but for those that lambda-variables.json leaves out with a reason.
 */
export function functionsKnowTheirVariables(changes, run) {
  return ofType(changes, 'aws_lambda_function').flatMap((found) => {
    const name = found.handler === 'dist/index.handler' ? 'etl' : 'collector';
    const set = new Set(Object.keys(block(found.environment)?.variables ?? {}));
    const leftOut = Object.keys(LEFT_OUT[name]);
    return [
      ...[...set]
        .filter((variable) => !READ[name].has(variable))
        .map((variable) => `${found.address} sets ${variable}, which its code does not read`),
      ...[...set]
        .filter((variable) => leftOut.includes(variable))
        .map((variable) => `${found.address} sets ${variable}, which lambda-variables.json leaves out`),
      ...leftOut
        .filter((variable) => !READ[name].has(variable))
        .map((variable) => `lambda-variables.json leaves out ${variable}, which the code of ${name} does not read`),
      ...(run === 'full'
        ? [...READ[name]].filter((variable) => !set.has(variable) && !leftOut.includes(variable))
        : []
      ).map((variable) => `${found.address} does not set ${variable}, which its code reads`),
    ];
  });
}
