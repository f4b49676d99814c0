import { equal, matches } from '../checks.mjs';
import { runDocument } from '../world/documents.mjs';
import { bootstrap } from '../world/service.mjs';
import { checksums } from '../world/warehouse.mjs';

/**
 * A bundle with another major version of PostgreSQL comes with a new machine. Debian 13 has only one, so the data of this one takes
 * the place of the older version's.
 */
export async function upgrade(world, checks) {
  const { machine } = world;
  const before = await checksums(machine);
  await checks.that(
    'before the machine is replaced, a dump is made',
    async () => (await runDocument(machine, 'backup')).status === 0,
  );
  await machine.must('sh', '-c', 'systemctl stop postgresql@17-main && mv /data/postgresql/17 /data/postgresql/16');
  await machine.powerOff();
  await world.launch();
  await checks.that("the new machine leaves the other version's data alone, and names the way", async () => {
    const { status, output } = await bootstrap(machine);
    matches(
      output,
      /holds PostgreSQL 16, and this bundle is for 17\. Follow "Upgrading PostgreSQL" in docs\/operate\.md/,
    );
    return status !== 0;
  });
  await machine.must('mv', '/data/postgresql/16', '/data/old-postgresql-16');
  await checks.that('with that set aside it makes an empty warehouse, and the dump brings every row back', async () => {
    const { status, output } = await bootstrap(machine);
    matches(output, /PostgreSQL's data is made/);
    const restore = await runDocument(machine, 'restore-dump');
    equal(await checksums(machine), before);
    return status === 0 && restore.status === 0;
  });
  await machine.must('rm', '-r', '/data/old-postgresql-16');
}
