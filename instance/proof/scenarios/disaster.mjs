import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equal, matches } from '../checks.mjs';
import { runDocument } from '../world/documents.mjs';
import { bootstrap } from '../world/service.mjs';
import { checksums, facts, invokeEtl, query } from '../world/warehouse.mjs';

/** Backup, wipe, restore, compare: from the dump, and from the lake alone. */
export async function disaster(world, checks) {
  const { machine } = world;
  const before = await checksums(machine);
  const factsBefore = await facts(machine);

  await checks.that('a backup goes to the bucket, and what says that it is whole is written last', async () => {
    const { status, output } = await runDocument(machine, 'backup');
    matches(output, /backup is complete/);
    const puts = world
      .requests()
      .split('\n')
      .filter((line) => /^s3 (PUT|POST) shop-backups/.test(line) && line.includes('/dumps/'));
    matches(puts.at(-1), /\.json/);
    return status === 0;
  });
  await checks.that('the service of the timer makes one, too, and says when to the warehouse', async () => {
    await query(machine, 'update instance_status set backed_up_at = null');
    await machine.must('systemctl', 'start', 'footfall-backup', 'footfall-status');
    return (await query(machine, "select backed_up_at > now() - interval '1 hour' from instance_status")) === 't';
  });
  await checks.that('a backup that breaks off is no backup', async () => {
    world.deny(`s3:PUT ${world.buckets.backup}/dumps`, `s3:POST ${world.buckets.backup}/dumps`);
    const { status, output } = await runDocument(machine, 'backup');
    world.deny();
    matches(output, /the backup failed with/);
    return status !== 0;
  });

  await wipe(machine);
  await checks.that('wiped, the bootstrap makes an empty warehouse', async () => {
    const { status } = await bootstrap(machine);
    equal(await query(machine, 'select count(*) from clickstream_events'), '0');
    return status === 0;
  });
  await checks.that('the dump brings every row of every table back', async () => {
    const { status, output } = await runDocument(machine, 'restore-dump');
    matches(output, /restore is complete/);
    equal(await checksums(machine), before);
    return status === 0;
  });
  await checks.that('the ETL loads into it, and finds nothing that it has not', async () => {
    const { summary } = await invokeEtl(world, { scope: 'all' });
    equal([summary.objects, summary.loaded], [0, 0]);
  });
  await checks.that('every health check holds', async () => (await runDocument(machine, 'health')).status === 0);
  await checks.that('a dump that is not there is refused, and the warehouse stays', async () => {
    const asItIs = await checksums(machine);
    const { status, output } = await runDocument(machine, 'restore-dump', { Dump: 'dumps/2020-01-01T000000Z.dump' });
    matches(output, /is no complete dump/);
    equal(await checksums(machine), asItIs);
    return status !== 0;
  });
  await checks.that('a dump that cannot be restored leaves nothing behind, and the warehouse stays', async () => {
    const asItIs = await checksums(machine);
    putBrokenDump(world, 'dumps/2020-01-02T000000Z');
    const { status, output } = await runDocument(machine, 'restore-dump', { Dump: 'dumps/2020-01-02T000000Z.dump' });
    matches(output, /the warehouse is as it was/);
    equal(await query(machine, "select count(*) from pg_database where datname = 'footfall_restored'"), '0');
    equal(await checksums(machine), asItIs);
    return status !== 0;
  });

  await wipe(machine);
  await bootstrap(machine);
  await checks.that('the lake alone gives the same facts, sessions and orders', async () => {
    const { status, output } = await runDocument(machine, 'rebuild');
    matches(output, /made again from the lake/);
    equal(await facts(machine), factsBefore);
    return status === 0;
  });
}

/** A whole file by its size and hash, which pg_restore does not know. */
function putBrokenDump(world, key) {
  const folder = mkdtempSync(join(tmpdir(), 'footfall-broken-dump-'));
  const dump = 'no dump of a database\n';
  const sha256 = createHash('sha256').update(dump).digest('hex');
  writeFileSync(join(folder, 'dump'), dump);
  writeFileSync(join(folder, 'json'), JSON.stringify({ bytes: dump.length, sha256 }));
  world.putObject(world.buckets.backup, `${key}.dump`, join(folder, 'dump'));
  world.putObject(world.buckets.backup, `${key}.json`, join(folder, 'json'));
  rmSync(folder, { recursive: true });
}

const wipe = (machine) =>
  machine.must(
    'runuser',
    '-u',
    'postgres',
    '--',
    'sh',
    '-c',
    `cd / && for db in $(psql -XAtc "select datname from pg_database where datname ~ '^(clickstream|footfall)'"); do dropdb --force $db; done`,
  );
