import { equal, matches } from '../checks.mjs';
import { runDocument } from '../world/documents.mjs';
import { bootstrap } from '../world/service.mjs';
import { checksums, invokeEtl, query } from '../world/warehouse.mjs';

/** The machine is lost and the volume is not; passwords change; the volume grows; a disk is full. */
export async function replace(world, checks) {
  const { machine } = world;
  const before = await checksums(machine);
  const authority = world.parameter('warehouse/ca');

  world.setParameter('warehouse/password/etl', 'anotherPasswordOfTheETL0123456789');
  await checks.that('a password that was changed in SSM is in use after the next bootstrap', async () => {
    const { output } = await bootstrap(machine);
    matches(output, /roles, passwords and database/);
    equal((await invokeEtl(world, { scope: 'all' })).summary.loaded, 0);
  });

  machine.growVolume(5e9);
  await checks.that('the file system follows a volume that has grown, while it is in use', async () => {
    const { output } = await bootstrap(machine);
    matches(output, /the file system fills the volume, which has grown/);
    return Number(await machine.must('sh', '-c', 'df --output=size -B1 /data | tail -1')) > 4.5e9;
  });

  await checks.that('a full data volume is said to be full', async () => {
    await machine.exec(
      'sh',
      '-c',
      'fallocate -l 20G /data/ballast 2>/dev/null; dd if=/dev/zero of=/data/ballast2 bs=1M status=none',
    );
    const { status, output } = await runDocument(machine, 'health');
    matches(output, /NOT OK: there is room on the data volume/);
    await machine.must('sh', '-c', 'rm -f /data/ballast /data/ballast2');
    return status !== 0;
  });

  await machine.powerOff();
  await world.launch();
  await checks.that('a new machine takes over the volume of one that lost its power, with every row', async () => {
    const { status, output } = await bootstrap(machine);
    matches(output, /PostgreSQL's data of the machine before is taken over/);
    if (/is formatted|PostgreSQL's data is made/.test(output)) throw new Error('it made something anew');
    const { etl_runs: _runs, ...rest } = await checksums(machine);
    const { etl_runs: _before, ...expected } = before;
    equal(rest, expected);
    return status === 0;
  });
  await checks.that('clients go on trusting it', async () => {
    equal(world.parameter('warehouse/ca'), authority);
    equal((await invokeEtl(world, { scope: 'all' })).summary.loaded, 0);
    return (await query(machine, 'select count(*) from clickstream_events')) !== '0';
  });
}
