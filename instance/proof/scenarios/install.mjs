import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { equal, matches } from '../checks.mjs';
import { bootstrap, kill, mark, waitFor } from '../world/service.mjs';

const STEPS = readdirSync(fileURLToPath(new URL('../../machine/steps', import.meta.url))).map((file) =>
  file.replace('.sh', ''),
);
/** Milliseconds of a step, at most, before it is killed. */
const MOST_MS = 4000;
/** Within a long step, by what a process of it is called with: once more each time. */
const WITHIN = { '20-packages': ['', 'status-fd .*--unpack', 'status-fd .*--configure'] };

/** As far as the volume: killed once while the bundle is fetched, and in each step. */
export async function begin(world, checks) {
  const { machine } = world;
  await checks.that('the loader is killed while it fetches the bundle', async () => {
    const isComplete = async () => (await machine.exec('sh', '-c', 'ls /opt/footfall/bundles/*/complete')).output;
    const before = await isComplete();
    await machine.exec('sh', '-c', 'rm -f /opt/footfall/bundles/*/*.tar'); // of a disk that was full
    await machine.exec('systemctl', 'start', '--no-block', 'footfall-bootstrap');
    // It writes the first part's file when it fetches it.
    while ((await machine.exec('sh', '-c', 'ls /opt/footfall/bundles/*/*.tar')).status !== 0) await sleep(50);
    await kill(machine);
    equal(await isComplete(), before);
  });
  await killIn(
    STEPS.filter((step) => step < '40'),
    world,
    checks,
  );
}

/** From an empty volume to the end, killed once in each step; then once undisturbed, and once more. */
export async function finish(world, checks) {
  const { machine } = world;
  await killIn(
    STEPS.filter((step) => step >= '40'),
    world,
    checks,
  );
  await checks.that('and run again it finishes, with every health check', async () => {
    const { status, output } = await bootstrap(machine);
    matches(output, /bootstrap of \S+ is done/);
    return status === 0 && !output.includes('NOT OK');
  });
  await checks.that('a second run changes nothing', async () => {
    const before = await snapshot(machine);
    const { output } = await bootstrap(machine);
    matches(output, /is done, 0 changes/);
    equal(await snapshot(machine), before);
  });
}

async function killIn(steps, { machine }, checks) {
  for (const step of steps)
    for (const process of WITHIN[step] ?? [''])
      await checks.that(`the bootstrap is killed in step ${step}${process && `, in ${process}`}`, async () => {
        const since = await mark(machine);
        await machine.exec('systemctl', 'start', '--no-block', 'footfall-bootstrap');
        const isBusy = async () => !process || (await machine.exec('pgrep', '-f', process)).status === 0;
        const isOver = (said) => said.includes(`step ${step} is done`);
        try {
          for (let said = ''; !(said.includes(`step ${step} begins`) && (await isBusy())); ) {
            said = await waitFor(machine, new RegExp(`step ${step} begins|FAILED|is done, `), since);
            // A step that has little to do may be over before anybody can look: then it is killed at once, in the next one.
            if (/FAILED|is done, /.test(said) || (process && isOver(said))) throw new Error(said);
            if (isOver(said)) return;
          }
          await sleep(Math.random() * MOST_MS);
        } finally {
          await kill(machine);
        }
      });
}

/** What a run must leave alone: files, processes, roles' verifiers, the volume. */
async function snapshot(machine) {
  const text = await machine.must(
    'sh',
    '-c',
    `find /etc /usr/local /data/tls -type f -not -name 'mtab' -exec sha256sum {} + | sort -k 2
     systemctl show --property=Id,MainPID,ActiveEnterTimestampMonotonic nginx postgresql@17-main 'footfall-dashboards@*' amazon-ssm-agent
     cd / && runuser -u postgres -- psql -XAtc 'select rolname, rolpassword from pg_authid order by 1' -d clickstream_dw -c 'select * from footfall_migrations order by id' -c 'select datname from pg_database order by 1'
     dpkg-query -W; tune2fs -l $(findmnt -no SOURCE /data) | grep -E 'UUID|created'`,
  );
  return text.split('\n');
}
