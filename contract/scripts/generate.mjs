// Writes generated/event.schema.json and generated/validator.js from src/schema.ts. The validator is plain code without
// eval and without dependencies, so that it also runs where code generation at run time is forbidden, and starts fast.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const out = new URL('../generated/', import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const { outputFiles } = await build({
  entryPoints: [new URL('../src/schema.ts', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const { EventSchema } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
const schema = JSON.parse(JSON.stringify(EventSchema));
await writeFile(`${out}event.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);

// allowUnionTypes: optional fields are [type, null]. The first error is enough: it becomes the reason of the refusal.
const ajv = new Ajv({ code: { source: true, esm: true }, allowUnionTypes: true, allErrors: false });
// A text has no more characters than units of UTF-16, so only one that is long by those is counted: that took a quarter of a check.
const code = standaloneCode(ajv, ajv.compile(schema)).replace(
  /\b(func\d+)\((data\d+)\) > (\d+)/g,
  '($2.length > $3 && $1($2) > $3)',
);
await build({
  stdin: { contents: code, resolveDir: new URL('..', import.meta.url).pathname },
  bundle: true,
  format: 'esm',
  platform: 'node',
  banner: { js: '// Generated from src/schema.ts by `npm run build -w contract`; do not edit.' },
  outfile: `${out}validator.js`,
});
await writeFile(
  `${out}validator.d.ts`,
  `export interface ShapeError { keyword: string; instancePath: string; message?: string; params: Record<string, unknown> }
declare const validate: ((value: unknown) => boolean) & { errors?: ShapeError[] | null };
export default validate;
`,
);
