import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { equal, matches } from '../checks.mjs';
import { runDocument } from '../world/documents.mjs';
import { invokeEtl, query } from '../world/warehouse.mjs';

const CLIENT = 'client-1';

/** A person is erased on the machine, and stays so when a dump from before is put back. */
export async function erase(world, checks) {
  const { machine } = world;
  const rows = () => query(machine, `select count(*) from clickstream_events where client_id = '${CLIENT}'`);
  const inLake = () => lakeOf(world).filter((text) => text.includes(`"${CLIENT}"`)).length;
  const command = (...args) => machine.exec('footfall-instance', 'erase', '--client', CLIENT, ...args);
  await runDocument(machine, 'backup');
  const events = await rows();

  await checks.that('a dry run counts, and changes nothing', async () => {
    const { status, output } = await command('--dry-run');
    matches(output, new RegExp(`\\b${events}\\b`));
    equal(await rows(), events);
    return status === 0 && inLake() > 0;
  });
  await checks.that('a person is erased from lake and warehouse, with a certificate', async () => {
    const { status, output } = await command();
    matches(output, /certificate/i);
    equal([await rows(), inLake()], ['0', 0]);
    return status === 0;
  });
  await checks.that('and is erased again by the ETL when a dump from before is put back', async () => {
    const { status } = await runDocument(machine, 'restore-dump');
    equal(await rows(), events);
    await invokeEtl(world, { scope: 'all' });
    equal(await rows(), '0');
    return status === 0;
  });
}

/** Every object of the lake, unpacked. */
function lakeOf(world) {
  const folder = join(world.cloudFolder, 's3', world.buckets.raw);
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('_object'))
    .map((name) => readFileSync(join(folder, name)))
    .map((bytes) => (bytes.readUInt16BE(0) === 0x1f8b ? gunzipSync(bytes) : bytes).toString());
}
