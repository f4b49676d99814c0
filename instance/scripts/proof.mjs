// The proof without AWS: the machine's own scripts, from an empty disk, in a network that reaches nothing but stand-ins.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Checks } from '../proof/checks.mjs';
import { BEFORE_INSTALLED, SCENARIOS } from '../proof/scenarios/index.mjs';
import { VISITS } from '../proof/scenarios/recording.mjs';
import { bootstrap } from '../proof/world/service.mjs';
import { World } from '../proof/world/world.mjs';

const HELP = `Runs the private machine's scripts from an empty disk without AWS. Needs root, Debian or Ubuntu with systemd-container,
debootstrap and iproute2, and a bundle for this computer's processor:

  npm run bundle:instance -- --arch amd64
  npm run proof -w @footfall/instance -- [--build FOLDER] [--work FOLDER] [--visits ${VISITS}] [scenario …]

--visits  how many are recorded: with 100000 the times of backup and restore say more

Scenarios run in this order; without a name all do: ${Object.keys(SCENARIOS).join(', ')}.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    build: { type: 'string', default: new URL('../build', import.meta.url).pathname },
    work: { type: 'string' },
    visits: { type: 'string', default: String(VISITS) },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !(name in SCENARIOS));
if (options.help || unknown.length > 0) {
  console.log(HELP);
  process.exit(options.help ? 0 : 2);
}

const folder = options.work ?? mkdtempSync(join(tmpdir(), 'footfall-proof-'));
const world = new World(folder, options.build, { visits: Number(options.visits) });
const checks = new Checks();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, async () => {
    await world.stop();
    process.exit(1);
  });
try {
  await world.start();
  world.putBundle(world.builtBundle());
  world.machine.emptyVolume(world.volumeBytes);
  await world.launch();
  const chosen = Object.keys(SCENARIOS).filter((name) => positionals.length === 0 || positionals.includes(name));
  if (!chosen.some((name) => BEFORE_INSTALLED.includes(name))) await bootstrap(world.machine);
  for (const name of chosen) {
    const startedAt = performance.now();
    console.log(`${name}`);
    await SCENARIOS[name](world, checks);
    console.log(`  (${Math.round((performance.now() - startedAt) / 1000)} s)`);
  }
} catch (error) {
  checks.failed++;
  console.error(error);
} finally {
  await world.stop();
  if (!options.work) rmSync(folder, { recursive: true, force: true });
}
console.log(`${checks.passed} passed, ${checks.failed} failed`);
process.exitCode = checks.failed > 0 ? 1 : 0;
