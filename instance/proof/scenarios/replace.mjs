import { equal, matches } from '../checks.mjs';
import { runDocument } from '../world/documents.mjs';
import { bootstrap } from '../world/service.mjs';
import { checksums, invokeEtl, query } from '../world/warehouse.mjs';

/** A disk is full; the machine is lost and the volume is not. */
export async function replace(world, checks) {
  const { machine } = world;
  await checks.that('a full data volume is said to be full, by the health check and by the bootstrap', async () => {
    await machine.must('sh', '-c', 'fallocate -l "$(df --output=avail -B1 /data | tail -n 1)" /data/ballast');
    const health = await runDocument(machine, 'health');
    matches(health.output, /NOT OK: there is room on the data volume/);
    const { status, output } = await bootstrap(machine);
    matches(output, /The disk \/data is full: .* Grow its volume/);
    await machine.must('sh', '-c', 'rm /data/ballast');
    return health.status !== 0 && status !== 0;
  });

  const before = await checksums(machine);
  const authority = world.parameter('warehouse/ca');
  await machine.powerOff();
  await world.launch();
  await checks.that('a new machine takes over the volume of one that lost its power, with every row', async () => {
    const { status, output } = await bootstrap(machine);
    matches(output, /PostgreSQL's data of the machine before is taken over/);
    if (/is formatted|PostgreSQL's data is made/.test(output)) throw new Error('it made something anew');
    equal(await checksums(machine), before);
    return status === 0;
  });
  await checks.that('clients go on trusting it', async () => {
    equal(world.parameter('warehouse/ca'), authority);
    equal((await invokeEtl(world, { scope: 'all' })).summary.loaded, 0);
    return (await query(machine, 'select count(*) from clickstream_events')) !== '0';
  });
}
