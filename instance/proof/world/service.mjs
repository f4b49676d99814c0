// The machine's bootstrap as systemd runs it.
import { setTimeout as sleep } from 'node:timers/promises';

const UNIT = 'footfall-bootstrap';
/** A bootstrap from nothing takes about two minutes; on a busy computer several times that. */
const MOST_SECONDS = 1800;

/** Lines that the unit wrote since `mark`. */
export async function journal(machine, { since, unit = UNIT } = {}) {
  const from = since ? [`--after-cursor=${since}`] : [];
  return (await machine.exec('journalctl', '-u', unit, '-o', 'cat', '--no-pager', '--quiet', ...from)).output;
}

/** Where the journal is now. */
export async function mark(machine) {
  const { output } = await machine.exec('journalctl', '-n', '1', '-o', 'json', '--output-fields=MESSAGE', '--no-pager');
  return JSON.parse(output).__CURSOR;
}

/** Waits until the bootstrap says something, or ends. @returns what it has said since */
export async function waitFor(machine, pattern, since) {
  for (const end = Date.now() + MOST_SECONDS * 1000; Date.now() < end; await sleep(100)) {
    const said = await journal(machine, { since });
    if (pattern.test(said)) return said;
  }
  throw new Error(`The bootstrap never said ${pattern}:\n${await journal(machine, { since })}`);
}

/** Runs the bootstrap to its end. @returns {Promise<{status: number | null, output: string}>} */
export async function bootstrap(machine) {
  await stop(machine);
  const since = await mark(machine);
  const { status } = await machine.exec('systemctl', 'start', UNIT);
  // The journal may be a little behind.
  await machine.exec('journalctl', '--sync');
  const output = await journal(machine, { since });
  if (status !== 0) await stop(machine); // or it would try again in a minute, beside what comes next
  return { status, output };
}

/** Waits for the bootstrap that a boot starts by itself. @returns {Promise<string>} what it has said since that boot */
export async function bootstrapOfBoot(machine) {
  const said = async () =>
    (await machine.exec('journalctl', '-b', '-u', UNIT, '-o', 'cat', '--no-pager', '--quiet')).output;
  for (const end = Date.now() + MOST_SECONDS * 1000; Date.now() < end; await sleep(500))
    if (/bootstrap of \S+ is done|FAILED/.test(await said())) return said();
  throw new Error(`The bootstrap of this boot does not end:\n${await said()}`);
}

/** Ends it as the kernel does when memory runs out: every process of it, at once. */
export async function kill(machine) {
  await machine.exec('systemctl', 'kill', '--signal=KILL', UNIT);
  await stop(machine);
}

async function stop(machine) {
  await machine.exec('systemctl', 'stop', UNIT);
  await machine.exec('systemctl', 'reset-failed', UNIT);
}
