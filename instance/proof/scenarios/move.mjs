import { join } from 'node:path';
import { equal, matches } from '../checks.mjs';
import { runDocument } from '../world/documents.mjs';
import { bootstrap } from '../world/service.mjs';
import { checksums, facts, invokeEtl } from '../world/warehouse.mjs';
import { REGION } from '../world/world.mjs';

/** To another account: other buckets, volume, passwords and machine; the lake and the dumps are copied. */
export async function move(world, checks) {
  const { machine, buckets } = world;
  const before = await checksums(machine);
  const factsBefore = await facts(machine);
  await runDocument(machine, 'backup');
  const copy = (from, to) =>
    machine.must(
      'env',
      `AWS_DEFAULT_REGION=${REGION}`,
      'aws',
      's3',
      'sync',
      '--only-show-errors',
      `s3://${from}`,
      `s3://${to}`,
    );
  await checks.that('lake and dumps are copied', async () => {
    await copy(buckets.raw, buckets.rawElsewhere);
    await copy(buckets.backup, buckets.backupElsewhere);
  });

  await machine.powerOff();
  world.buckets = { ...buckets, raw: buckets.rawElsewhere, backup: buckets.backupElsewhere };
  machine.attach('vol-0f00tfa13', join(world.folder, 'moved.img'));
  machine.emptyVolume(world.volumeBytes);
  const { raw: rawBucket, backup: backupBucket } = world.buckets;
  world.setSettings({ rawBucket, backupBucket, dataVolume: 'vol-0f00tfa13' });
  world.setParameter('warehouse/ca', 'none yet');
  for (const role of ['owner', 'etl', 'dash'])
    world.setParameter(`warehouse/password/${role}`, `${role}Elsewhere0123456789abcdef${role}`);
  await world.launch();
  await checks.that('a new machine there begins empty', async () => (await bootstrap(machine)).status === 0);
  await checks.that('the lake that was copied gives the same facts, sessions and orders', async () => {
    const { status, output } = await runDocument(machine, 'rebuild');
    matches(output, /made again from the lake/);
    equal(await facts(machine), factsBefore);
    return status === 0;
  });
  await checks.that('or the dump that was copied every row', async () => {
    const { status } = await runDocument(machine, 'restore-dump');
    equal(await checksums(machine), before);
    return status === 0;
  });
  await checks.that('and the ETL there finds nothing that it has not', async () =>
    equal((await invokeEtl(world, { scope: 'all' })).summary.loaded, 0),
  );
}
