import { matches } from '../checks.mjs';
import { run } from '../world/run.mjs';
import { bootstrap } from '../world/service.mjs';

/**
 * A hash of the disk's first 64 MiB: whatever formats, mounts or grows a file system writes there. The rest is holes, whose places
 * change by themselves for a while after mkfs.
 */
const beginning = (disk) => run('sh', ['-c', 'head -c 67108864 "$0" | sha256sum', disk]);

/** What is on the volume is never written over. Needs a machine whose packages are there. */
export async function volume(world, checks) {
  const { machine } = world;
  const device = machine.device;
  const refuses = (title, prepare, pattern) =>
    checks.that(title, async () => {
      await prepare();
      const before = beginning(machine.disk);
      const { status, output } = await bootstrap(machine);
      matches(output, pattern);
      return status !== 0 && beginning(machine.disk) === before;
    });
  await refuses(
    'a volume with another file system stays as it is',
    () => machine.must('sh', '-c', `mkswap -q ${device} && sync`),
    /holds swap, which is not ours\. Nothing was written to it/,
  );
  await refuses(
    'a volume with something unknown stays as it is',
    () =>
      machine.must(
        'sh',
        '-c',
        `wipefs -qa ${device} && printf 'a few words' | dd of=${device} bs=1 seek=2000000 conv=notrunc status=none && sync`,
      ),
    /holds something that is no file system, which is not ours/,
  );
  await refuses(
    'a volume with a file system of the same kind that is not ours stays as it is',
    () => machine.must('sh', '-c', `mkfs.ext4 -q -F -L photographs ${device} && sync`),
    /holds a file system named "photographs", which is not ours/,
  );
  await machine.must('sh', '-c', `dd if=/dev/zero of=${device} bs=1M count=8 status=none && sync`);

  const settings = world.parameter('instance/settings');
  world.setParameter('instance/settings', JSON.stringify({ ...JSON.parse(settings), backupBucket: undefined }));
  await checks.that('a setting that is missing is named', async () => {
    const { status, output } = await bootstrap(machine);
    matches(output, /The parameter \/shop-analytics\/instance\/settings lacks "backupBucket"/);
    return status !== 0;
  });
  world.setParameter('instance/settings', settings);
  world.deny('ssm:GetParameter /shop-analytics/warehouse/password/dash');
  await checks.that('a parameter that may not be read is named', async () => {
    const { status, output } = await bootstrap(machine);
    matches(output, /The parameter \/shop-analytics\/warehouse\/password\/dash cannot be read: .*AccessDenied/);
    return status !== 0;
  });
  world.deny();
}
