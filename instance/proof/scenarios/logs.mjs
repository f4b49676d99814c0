import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { matches } from '../checks.mjs';
import { query } from '../world/warehouse.mjs';

/** Seconds after which a timer of a minute has surely come. */
const MOST_SECONDS = 600;

/** The journal goes to the backup bucket, each line once; the machine's report to the warehouse. */
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
    for (const who of ['postgres', 'nginx', 'Rscript']) matches(shipped(), new RegExp(`"SYSLOG_IDENTIFIER":"${who}"`));
  });
  await checks.that("the machine's report comes by its timer, and backups and logs have theirs", async () => {
    const reported = () => query(machine, 'select reported_at from instance_status');
    const before = await reported();
    for (const end = Date.now() + MOST_SECONDS * 1000; (await reported()) === before; await sleep(1000))
      if (Date.now() > end) throw new Error(`there is none since ${before}`);
    const timers = await machine.must('systemctl', 'list-timers', '--no-pager', '--no-legend');
    for (const name of ['backup', 'ship-logs', 'status']) matches(timers, new RegExp(`footfall-${name}\\.timer`));
  });
}
