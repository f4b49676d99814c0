import { equal, matches } from '../checks.mjs';
import { bootstrap, bootstrapOfBoot } from '../world/service.mjs';
import { checksums, query } from '../world/warehouse.mjs';

const GIB = 1024 ** 3;

/** A larger volume, then a larger machine. */
export async function grow(world, checks) {
  const { machine } = world;
  const size = () => machine.must('sh', '-c', 'df --output=size -B1 /data | tail -1').then(Number);
  const sizeBefore = await size();
  machine.growVolume(world.volumeBytes + 1e9);
  await checks.that(
    'the file system follows a volume that has grown, in use where this computer lets anybody grow one',
    async () => {
      const { output } = await bootstrap(machine);
      matches(output, /the file system fills the volume, which has grown/);
      return (await size()) > sizeBefore + 0.9e9;
    },
  );

  const before = await checksums(machine);
  for (const [memory, buffers] of [
    [2 * GIB, '512MB'],
    [8 * GIB, '2GB'],
  ]) {
    await machine.powerOff();
    await machine.boot({ memoryBytes: memory });
    await checks.that(
      `with ${memory / GIB} GiB of memory PostgreSQL has its share after the boot, by itself`,
      async () => {
        matches(await bootstrapOfBoot(machine), /bootstrap of \S+ is done/);
        equal(await query(machine, 'show shared_buffers'), buffers);
      },
    );
  }
  await checks.that('with every row', async () => equal(await checksums(machine), before));
}
