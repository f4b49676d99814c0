import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matches } from '../checks.mjs';
import { variant } from '../world/bundles.mjs';
import { run } from '../world/run.mjs';
import { bootstrap } from '../world/service.mjs';

/** What stops the bootstrap on a new machine, and what it says: nothing is installed yet. */
export async function failures(world, checks) {
  const { machine } = world;
  const good = world.builtBundle();
  const fails = (title, pattern) =>
    checks.that(title, async () => {
      const { status, output } = await bootstrap(machine);
      matches(output, pattern);
      return status !== 0;
    });

  world.deny(`s3:GET ${world.buckets.artefact}/instance/`);
  await fails(
    'a bucket that denies is named, with what may be the cause',
    /HTTP 403 The instance's role or the endpoint's policy does not allow it/,
  );
  world.deny();

  const value = world.parameter('instance/bundle');
  world.setParameter(
    'instance/bundle',
    value.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  );
  await fails(
    'a bundle that is not the one that was named is not unpacked',
    /manifest\.json is not what it should be: SHA-256/,
  );
  world.setParameter('instance/bundle', 'nonsense');
  await fails('a parameter in another form is refused with the form', /must be 'VERSION SHA256'/);

  machine.resizeRoot('450m');
  world.setParameter('instance/bundle', value);
  await fails('a full root disk is said to be full', /root disk is full/);
  machine.resizeRoot();

  const lacking = await variant(world, good, 'lacking', {
    packages(folder) {
      const file = readdirSync(folder).find((name) => name.startsWith('r-cran-shiny_'));
      rmSync(join(folder, file));
      const index = join(folder, 'Packages');
      const stanzas = readFileSync(index, 'utf8').split('\n\n');
      writeFileSync(index, stanzas.filter((stanza) => !stanza.startsWith('Package: r-cran-shiny\n')).join('\n\n'));
    },
  });
  world.putBundle(lacking);
  await fails('a package that the bundle lacks is named', /The bundle lacks a package .*r-cran-shiny/s);
  world.setParameter('instance/bundle', value);
  run('rm', ['-rf', lacking]);
}
