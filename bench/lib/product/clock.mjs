import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian's and Fedora's packages put it. */
const FOLDERS = ['/usr/lib', '/usr/lib64'];
const LIBRARY = 'faketime/libfaketimeMT.so.1';

/**
 * A clock that can be stepped while programs run: libfaketime, which stands between them and the system's. Elapsed time is left alone, as
 * a step of the real clock leaves it. PostgreSQL is started without our environment, and keeps the machine's clock.
 * @returns undefined where it is not installed
 */
export function steppedClock(folder) {
  const library = FOLDERS.filter(existsSync)
    .flatMap((place) => [join(place, LIBRARY), ...readdirSync(place).map((name) => join(place, name, LIBRARY))])
    .find(existsSync);
  if (!library) return undefined;
  const file = join(folder, 'clock');
  const step = (seconds) => {
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${file}.new`, file); // nobody may read half of it
  };
  step(0);
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DISABLE_SHM: '1', // a killed process would leave its shared memory
  };
  return { env, step };
}
