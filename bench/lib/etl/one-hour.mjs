import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const HOUR = '2026-11-24T12';

/** Puts all objects of a lake's folder into one hour, as if a collector had received them in it. @returns the hour */
export function inOneHour(folder) {
  for (const root of ['events', 'rejected'].filter((name) => existsSync(join(folder, name)))) {
    const from = readdirSync(join(folder, root), { recursive: true }).filter((name) => name.endsWith('.ndjson.gz'));
    const to = join(folder, root, HOUR.replace(/[-T]/g, '/'));
    mkdirSync(to, { recursive: true });
    for (const name of from) renameSync(join(folder, root, name), join(to, name.split('/').at(-1)));
  }
  return HOUR;
}
