import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { matches } from '../checks.mjs';

/** The journal goes to the backup bucket, each line once. */
export async function logs(world, checks) {
  const { machine } = world;
  const folder = join(world.cloudFolder, 's3', world.buckets.backup);
  const shipped = () =>
    readdirSync(folder, { recursive: true })
      .filter((name) => /logs\/.*_object$/.test(name))
      .map((name) => gunzipSync(readFileSync(join(folder, name))).toString())
      .join('');
  await checks.that('the journal is copied to the bucket, each line once, also after a failure', async () => {
    await machine.must('systemctl', 'start', 'footfall-ship-logs');
    await machine.must('logger', 'a-line-that-is-said-once');
    world.deny(`s3:PUT ${world.buckets.backup}/logs`);
    await machine.exec('systemctl', 'start', 'footfall-ship-logs');
    world.deny();
    await machine.must('systemctl', 'start', 'footfall-ship-logs');
    await machine.must('systemctl', 'start', 'footfall-ship-logs');
    const times = shipped().split('a-line-that-is-said-once').length - 1;
    if (times !== 1) throw new Error(`it is there ${times} times`);
    matches(shipped(), /bootstrap of \S+ is done/);
  });
}
