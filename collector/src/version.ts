import { readFileSync } from 'node:fs';

/** Put here by the bundler, since a bundle has no package.json beside it. */
declare const FOOTFALL_VERSION: string | undefined;

/** This package's version. */
export const VERSION: string =
  typeof FOOTFALL_VERSION === 'string'
    ? FOOTFALL_VERSION
    : JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
