import { equal, matches } from '../checks.mjs';
import { runDocument } from '../world/documents.mjs';
import { bootstrapOfBoot } from '../world/service.mjs';
import { checksums, invokeEtl, query } from '../world/warehouse.mjs';

/** Id of the volume that is made of the snapshot. */
const VOLUME = 'vol-0f00tfa12';

/** The data is lost, and comes back with a volume of a snapshot that was taken in use: what Terraform does by its variable. */
export async function snapshot(world, checks) {
  const { machine } = world;
  const before = await checksums(machine);
  const copy = await machine.snapshot();
  await query(machine, 'drop schema public cascade');

  await machine.powerOff();
  machine.attach(VOLUME, copy);
  world.setSettings({ dataVolume: VOLUME });
  await machine.boot();
  await checks.that(
    'the machine takes the volume of a snapshot at its next boot, by itself, with every row',
    async () => {
      const said = await bootstrapOfBoot(machine);
      matches(said, /bootstrap of \S+ is done/);
      matches(said, /changed: \/data is mounted/);
      equal(await checksums(machine), before);
    },
  );
  await checks.that('every health check holds, and the ETL loads into it', async () => {
    equal((await invokeEtl(world, { scope: 'all' })).summary.loaded, 0);
    return (await runDocument(machine, 'health')).status === 0;
  });
}
