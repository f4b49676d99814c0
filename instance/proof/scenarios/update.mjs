import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { equal, matches } from '../checks.mjs';
import { LATER, releaseLater, variant } from '../world/bundles.mjs';
import { runDocument } from '../world/documents.mjs';
import { SUBNET, within } from '../world/network.mjs';
import { attempt } from '../world/run.mjs';
import { query } from '../world/warehouse.mjs';

const WAREHOUSE = 'node_modules/@footfall/warehouse/sql';
const DASHBOARDS = 'node_modules/@footfall/dashboards';
/** A package of Debian on which no other depends in exactly its version. */
const PACKAGE = 'ca-certificates';

/** Updates by the SSM document: what fails leaves the old version serving, what is good takes over. */
export async function update(world, checks) {
  const { machine } = world;
  const good = world.builtBundle();
  const before = world.parameter('instance/bundle').split(' ')[0];
  const installed = async () => (await machine.must('dpkg-query', '-W', PACKAGE)).split('\t')[1];
  const versionBefore = await installed();

  const refused = async (title, name, change, pattern) => {
    world.putBundle(await variant(world, good, name, typeof change === 'function' ? { app: change } : change));
    await checks.that(title, async () => {
      const ledger = await query(machine, 'select count(*) from footfall_migrations');
      const watch = watchPage();
      const { status, output } = await runDocument(machine, 'update');
      const misses = await watch.stop();
      matches(output, pattern);
      matches(await serving(machine), new RegExp(`${before}\\n.*${before}/shiny`));
      equal(await query(machine, 'select count(*) from footfall_migrations'), ledger);
      equal(await installed(), versionBefore);
      equal(misses, 0);
      return status !== 0;
    });
  };
  await refused(
    'an update with a broken migration fails on a copy of the schema; the old version serves all the while',
    'broken-migration',
    {
      app: (app) =>
        writeFileSync(
          join(app, WAREHOUSE, 'migrations/000900_broken.sql'),
          'alter table public.no_such_table add column x integer;\n',
        ),
      // It is installed before that, and put back.
      packages: (folder) => releaseLater(folder, PACKAGE),
    },
    /migrations fail on a copy of the schema: .*no_such_table.* serves\./s,
  );
  await refused(
    'an update with dashboards that do not start fails; the old ones serve all the while',
    'broken-dashboards',
    (app) => appendFileSync(join(app, DASHBOARDS, 'load.R'), '\nstop("broken on purpose")\n'),
    /broken on purpose.*dashboards do not answer\. .* serves\./s,
  );
  // It holds on the copy, which has no rows, and fails on the rows.
  await refused(
    'a migration that fails on the rows only is undone; the old version serves all the while',
    'broken-rows',
    (app) =>
      writeFileSync(
        join(app, WAREHOUSE, 'migrations/000900_rows.sql'),
        'alter table public.sessions add constraint none check (session_id is null);\n',
      ),
    /could not be put into service/,
  );
  await refused(
    'an update whose health check fails after all goes back to the old version, which serves all the while',
    'broken-health',
    (app) => {
      const health = join(app, 'machine/commands/health.sh');
      writeFileSync(health, readFileSync(health, 'utf8').replace('log "health"', '$&\ncheck "what is broken" false'));
    },
    /NOT OK: what is broken.*could not be put into service.* serves\./s,
  );
  world.putBundle(await variant(world, good, 'damaged', { app: () => {} }));
  world.setParameter('instance/bundle', world.parameter('instance/bundle').replace(/ .*/, ` ${'0'.repeat(64)}`));
  await checks.that('a bundle that is not the one that was named changes nothing', async () => {
    const { status, output } = await runDocument(machine, 'update');
    matches(output, /is not what the parameter says\. Nothing has changed/);
    return status !== 0;
  });

  const monthly = await variant(world, good, 'monthly', { packages: (folder) => releaseLater(folder, PACKAGE) });
  world.putBundle(monthly);
  await checks.that('an update that is killed while it proves itself leaves the old version serving', async () => {
    const { status } = await killedAtProof(machine);
    matches(await serving(machine), new RegExp(`${before}\\n.*${before}/shiny`));
    equal((await page()).status, 0);
    return status !== 0;
  });
  await takesOver(
    world,
    checks,
    monthly,
    "a good update of Debian's packages alone, the one that was killed",
    async () => equal(await installed(), `${versionBefore}${LATER}`),
  );
  const next = await variant(world, monthly, 'next', { app: nextVersion });
  await takesOver(world, checks, next, 'a good update with a migration and new dashboards', async () => {
    matches((await page()).output, /Footfall dashboards, next/);
    equal(await query(machine, 'select count(*) from of_the_next_version'), '0');
  });
  await checks.that('the same update again changes nothing', async () => {
    const { output } = await runDocument(machine, 'update');
    matches(output, /is done, 0 changes/);
  });
}

function nextVersion(app) {
  writeFileSync(
    join(app, WAREHOUSE, 'migrations/000900_next.sql'),
    'create table public.of_the_next_version (id integer primary key);\n',
  );
  const root = join(app, DASHBOARDS, 'view/root.R');
  writeFileSync(root, readFileSync(root, 'utf8').replace('"Footfall dashboards"', '"Footfall dashboards, next"'));
}

async function takesOver(world, checks, bundle, what, also) {
  const { machine } = world;
  const version = world.putBundle(bundle);
  await checks.that(`${what}, takes over, and nobody sees an error`, async () => {
    const watch = watchPage();
    const { status, output } = await runDocument(machine, 'update');
    const misses = await watch.stop();
    matches(output, /update to \S+ is complete/);
    matches(await serving(machine), new RegExp(`${version}\\n.*${version}/shiny`));
    await also();
    equal(misses, 0);
    return status === 0;
  });
}

/** Kills the update when the new version's dashboards are up on the copy, or begin to be. */
async function killedAtProof(machine) {
  let isOver = false;
  const running = runDocument(machine, 'update').finally(() => {
    isOver = true;
  });
  while (!isOver && (await machine.exec('systemctl', 'is-active', 'footfall-proof')).status !== 0) await sleep(200);
  await machine.exec('pkill', '-KILL', '-f', 'footfall-instance update');
  return running;
}

const serving = (machine) =>
  machine.must('sh', '-c', 'basename $(readlink /opt/footfall/current); cat /etc/nginx/footfall-upstream.conf');

const page = () => attempt(...within(SUBNET, 'curl', '-s', '-f', '--max-time', '20', 'http://127.0.0.1:3838/'));

/** Asks for the page again and again. `stop` gives how often it did not come. */
function watchPage() {
  let isOn = true;
  const watching = (async () => {
    let misses = 0;
    for (; isOn; await sleep(300)) if ((await page()).status !== 0) misses++;
    return misses;
  })();
  return {
    stop: () => {
      isOn = false;
      return watching;
    },
  };
}
