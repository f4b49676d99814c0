// Writes the inputs and outputs of every module, and of the root, into its README; with --check says which are not current.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { between, keepCurrent } from './lib/keep-current.mjs';
import { readBlocks } from './lib/read-blocks.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** In a table's cell a line ends with the row. */
const inline = (text) => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
const code = (text) => `\`${inline(text)}\``;
/** The text of a quoted string of HCL. */
const unquoted = (text) => JSON.parse(text).replaceAll('$${', '${');

function describe({ name, attributes }, file) {
  if (!attributes.description) throw new Error(`${file}: ${name} has no description`);
  return inline(unquoted(attributes.description));
}

function inputs(file) {
  const variables = readBlocks(readFileSync(file, 'utf8'), 'variable');
  const isRequired = ({ attributes }) => attributes.default === undefined;
  const ordered = [...variables.filter(isRequired), ...variables.filter((variable) => !isRequired(variable))];
  const rows = ordered.map((variable) => {
    const { type, default: preset } = variable.attributes;
    if (!type) throw new Error(`${file}: ${variable.name} has no type`);
    const otherwise = preset === undefined ? 'needed' : code(preset);
    return `| ${code(variable.name)} | ${describe(variable, file)} | ${code(type)} | ${otherwise} |`;
  });
  return ['## Inputs', '', '| name | what | type | default |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function outputs(file) {
  const rows = readBlocks(readFileSync(file, 'utf8'), 'output').map(
    (output) => `| ${code(output.name)} | ${describe(output, file)} |`,
  );
  return ['## Outputs', '', '| name | what |', '| --- | --- |', ...rows].join('\n');
}

const modules = readdirSync(`${ROOT}modules`).map((name) => `${ROOT}modules/${name}/`);
const folders = [ROOT, ...modules].filter((folder) => existsSync(`${folder}variables.tf`));
const files = folders.map((folder) =>
  between(
    `${folder}README.md`,
    'inputs-outputs',
    `${inputs(`${folder}variables.tf`)}\n\n${outputs(`${folder}outputs.tf`)}`,
  ),
);
process.exitCode = keepCurrent(files, 'node infra-terraform/scripts/module-docs.mjs');
