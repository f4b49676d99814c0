import { readFileSync } from 'node:fs';
import { PACKAGES } from '../lib/lambda-packages.mjs';
import { readShopVariables, readVariables, SHOPS } from '../lib/read-variables.mjs';
import { block, ofType } from '../lib/resources.mjs';

/** Variables that are read and not set, by package, with the reason. */
const LEFT_OUT = JSON.parse(readFileSync(new URL('../../lambda-variables.json', import.meta.url), 'utf8'));
const READ = Object.fromEntries(
  await Promise.all(Object.keys(PACKAGES).map(async (name) => [name, await readVariables(name)])),
);
READ.shop = readShopVariables();

/**
 * No function is given a variable that its code does not read; and where all options are on (the run `full`), every variable that
 * the code reads is set, but for those that lambda-variables.json leaves out with a reason.
 */
export function functionsKnowTheirVariables(changes, run) {
  return ofType(changes, 'aws_lambda_function').flatMap((found) => {
    const name = found.handler === 'dist/index.handler' ? 'etl' : 'collector';
    const set = Object.keys(block(found.environment)?.variables ?? {});
    return differences(found.address, name, set, run);
  });
}

/** The same of the shop on Amplify: what lies in SSM is set by the name of its parameter. */
export function theShopKnowsItsVariables(changes, run) {
  return ofType(changes, 'aws_amplify_branch').flatMap(({ address, environment_variables: variables }) => {
    const set = Object.keys(variables ?? {}).map((name) => name.replace(/_PARAMETER$/, ''));
    return differences(
      address,
      'shop',
      set.filter((name) => SHOPS.test(name)),
      run,
    );
  });
}

function differences(address, name, variables, run) {
  const set = new Set(variables);
  const leftOut = Object.keys(LEFT_OUT[name]);
  return [
    ...[...set]
      .filter((variable) => !READ[name].has(variable))
      .map((variable) => `${address} sets ${variable}, which its code does not read`),
    ...[...set]
      .filter((variable) => leftOut.includes(variable))
      .map((variable) => `${address} sets ${variable}, which lambda-variables.json leaves out`),
    ...leftOut
      .filter((variable) => !READ[name].has(variable))
      .map((variable) => `lambda-variables.json leaves out ${variable}, which the code of ${name} does not read`),
    ...(run === 'full'
      ? [...READ[name]].filter((variable) => !set.has(variable) && !leftOut.includes(variable))
      : []
    ).map((variable) => `${address} does not set ${variable}, which its code reads`),
  ];
}
