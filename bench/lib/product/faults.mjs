import { lstatSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { backupDrill } from './drill.mjs';
import { etlRunOf, familyOf, postmasterOf, signalAll } from './processes.mjs';

/** What is frozen, full or cut stays so for so many seconds: longer than a request, and than the load's patience. */
const LASTS_SECONDS = 15;
/** Steps of the clock, in seconds: more than the tracker's and the warehouse's tolerance, and across hours of the lake. */
const FORWARD = 3 * 3600;
const BACK = -2 * 3600;
/** An ETL run comes within so many seconds, or there is none. */
const RUN_WITHIN_SECONDS = 60;

/** A postmaster that is alive; one that was killed before is coming back. */
async function runningPostmaster({ stack }) {
  for (;;) {
    const pid = postmasterOf(stack.data);
    if (pid) return pid;
    await sleep(100);
  }
}

async function killEtl({ stack }) {
  for (const end = performance.now() + RUN_WITHIN_SECONDS * 1000; performance.now() < end; await sleep(5)) {
    const pid = etlRunOf(stack.data);
    if (pid) return stack.kill(familyOf(pid));
  }
  throw new Error(`No ETL run came within ${RUN_WITHIN_SECONDS} seconds`);
}

async function freezeWarehouse(run) {
  const frozen = familyOf(await runningPostmaster(run));
  signalAll(frozen, 'SIGSTOP');
  try {
    await sleep(LASTS_SECONDS * 1000);
  } finally {
    signalAll(frozen, 'SIGCONT');
  }
}

async function fillDisk({ disk }) {
  disk.fill();
  try {
    await sleep(LASTS_SECONDS * 1000);
  } finally {
    disk.free();
  }
}

/** The lake is behind a link, which for a while leads to where nothing can be: as a mount that is gone, also for root. */
async function cutLake({ stack, lakeFolder }) {
  pointTo(join(stack.data, 'lake'), '/dev/null/gone');
  try {
    await sleep(LASTS_SECONDS * 1000);
  } finally {
    pointTo(join(stack.data, 'lake'), lakeFolder);
  }
}

/** Makes a link, or leads it elsewhere, in one step. */
export function pointTo(link, target) {
  if (lstatSync(link, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${link} is a folder`);
  symlinkSync(target, `${link}.new`);
  renameSync(`${link}.new`, link);
}

const stepClock =
  (seconds) =>
  async ({ clock, load }) => {
    clock?.step(seconds);
    load.clockOffsetMs = -seconds * 1000; // the shoppers' own, the other way
    try {
      await sleep(LASTS_SECONDS * 1000);
    } finally {
      clock?.step(0);
      load.clockOffsetMs = 0;
    }
  };

/** Every fault: what it is, in words, and what does it. `needs` names what a machine may lack. */
export const FAULTS = [
  { name: 'the ETL killed in a run', strike: killEtl },
  {
    name: 'PostgreSQL killed (postmaster)',
    strike: async (run) => run.stack.kill([await runningPostmaster(run)]),
  },
  {
    name: 'the collector killed (footfall up), its programs left behind',
    strike: async ({ stack }) => {
      await stack.kill([stack.main]);
      await stack.start();
    },
  },
  {
    name: 'everything killed at once',
    strike: async ({ stack }) => {
      await stack.kill(stack.everything());
      await stack.start();
    },
  },
  {
    name: 'everything restarted',
    strike: async ({ stack }) => {
      await stack.stop();
      await stack.start();
    },
  },
  { name: 'the warehouse frozen', strike: freezeWarehouse },
  { name: 'the disk full', needs: 'disk', strike: fillDisk },
  { name: 'the lake cut off', strike: cutLake },
  { name: 'the clock 3 hours ahead, then right', needs: 'clock', strike: stepClock(FORWARD) },
  { name: 'the clock 2 hours behind, then right', needs: 'clock', strike: stepClock(BACK) },
  { name: 'backup, and restored elsewhere', strike: backupDrill },
];

/** The faults in an order that the seed gives, each once a round. */
export function planOf(random, faults, rounds) {
  return Array.from({ length: rounds }, () => {
    const left = [...faults];
    return Array.from(faults, () => left.splice(random.below(left.length), 1)[0]);
  }).flat();
}
