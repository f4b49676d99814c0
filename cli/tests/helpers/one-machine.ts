import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const EXAMPLES = join(ROOT, 'examples/one-machine');

/** The guide to one machine in production. */
export const GUIDE = readFileSync(join(ROOT, 'docs/one-machine.md'), 'utf8');
/** What lists all settings. */
export const SETTINGS = readFileSync(join(ROOT, 'docs/operate.md'), 'utf8');
/** The files that the guide installs, by their names. */
export const FILES = new Map(readdirSync(EXAMPLES).map((name) => [name, readFileSync(join(EXAMPLES, name), 'utf8')]));

/** A file's text. @throws where there is none */
export function fileOf(name: string): string {
  const text = FILES.get(name);
  if (text === undefined) throw new Error(`examples/one-machine has no ${name}`);
  return text;
}

/** What a text says behind a name, as `User=footfall`. */
export const settingOf = (text: string, name: string) => new RegExp(`^\\s*${name}=(.*)$`, 'm').exec(text)?.[1];
