import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asSent, type Mapping } from '@footfall/etl';
import { applyPatch, type Patch } from 'rfc6902';
import { UsageError } from './errors.js';

/** How refused events are mended: by a JSON Patch (RFC 6902) or by a JavaScript module; sent as they were without either. */
export async function readMapping({ patch, module }: { patch?: string; module?: string }): Promise<Mapping> {
  if (patch !== undefined && module !== undefined) throw new UsageError('Use --patch or --module, not both.');
  if (patch !== undefined) return patchMapping(await readPatch(patch));
  return module === undefined ? asSent : moduleMapping(module);
}

/** Applies a patch to each event. Where an operation fails (a `test` that is not met, say), the event stays refused. */
export function patchMapping(patch: Patch): Mapping {
  // One level down, since the library cannot replace the whole document.
  const operations = patch.map((operation) => ({
    ...operation,
    path: `/event${operation.path}`,
    ...('from' in operation && { from: `/event${operation.from}` }),
  })) as Patch;
  return (event, { reason }) => {
    if (event === undefined) throw new Error(reason); // no JSON, so nothing to patch
    const document = { event };
    for (const [i, operation] of operations.entries()) {
      const [error] = applyPatch(document, [structuredClone(operation)]); // else events would share its value
      if (error) throw new Error(`patch: operation ${i + 1} (${operation.op} ${patch[i]?.path}) fails: ${error.name}`);
    }
    return document.event;
  };
}

const OPERATIONS = new Map([
  ['add', ['value']],
  ['replace', ['value']],
  ['test', ['value']],
  ['remove', []],
  ['move', ['from']],
  ['copy', ['from']],
]);
const POINTER = /^(\/([^~/]|~[01])*)*$/;

async function readPatch(file: string): Promise<Patch> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`The patch cannot be read: ${error.message}`);
  });
  let patch: unknown;
  try {
    patch = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(patch)) throw new UsageError(`${file} must be an array of operations (RFC 6902)`);
  patch.forEach((operation, i) => {
    const wrong = wrongWith(operation);
    if (wrong) throw new UsageError(`${file}: operation ${i + 1} ${wrong}`);
  });
  return patch as Patch;
}

function wrongWith(operation: unknown): string | undefined {
  const { op, path, from, ...rest } = Object(operation) as Record<string, unknown>;
  const needs = OPERATIONS.get(String(op));
  if (!needs) return `needs an "op", one of ${[...OPERATIONS.keys()].join(', ')}`;
  if (!isPointer(path)) return 'needs a "path", as /product/price';
  if (needs.includes('from') && !isPointer(from)) return 'needs a "from", as /product/cost';
  if (needs.includes('value') && !('value' in rest)) return 'needs a "value"';
  return undefined;
}

const isPointer = (value: unknown) => typeof value === 'string' && POINTER.test(value);

async function moduleMapping(file: string): Promise<Mapping> {
  const module = await import(pathToFileURL(resolve(file)).href).catch((error: Error) => {
    throw new UsageError(`The module ${file} cannot be loaded: ${error.message}`);
  });
  const mapping = module.default ?? module.map;
  if (typeof mapping !== 'function')
    throw new UsageError(`${file} must export a function: export default (event, { reason }) => event`);
  return mapping;
}
