import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { FolderLake } from '@footfall/lake';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** `npm run power-cuts -w collector` makes 200. */
const CUTS = Number(process.env.POWER_CUTS ?? 20);
/** Then a new disk takes the place of the old one: all that is on it is read after each cut. */
const CUTS_A_DISK = 5;
const SENDERS = 4;
/** Random bytes in an event at most, so that objects take from one block of the disk to many. */
const MAX_EVENT_NOISE = 20_000;
/** A sender waits up to so many milliseconds between two requests. */
const MAX_PAUSE_MS = 40;
/** Power is cut again up to so many milliseconds after what the last cut left was looked at. */
const MAX_LIFE_MS = 300;
/** Only root may mount disks: `.ci/run` does it as root, and there it must work. */
const asRoot = it.skipIf(process.getuid?.() !== 0);
const PROGRAM = fileURLToPath(new URL('../helpers/power-cut-server.mjs', import.meta.url));
const WITHOUT_SYNC = new URL('../helpers/without-sync.mjs', import.meta.url);

let folder: string;
let child: ChildProcessWithoutNullStreams;
let lines: AsyncIterator<string>;
let url: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-power-cut-'));
});
afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

type Way = 'put' | 'putSync';

async function start(way: Way, ...nodeOptions: string[]) {
  child = spawn('unshare', ['--mount', process.execPath, ...nodeOptions, PROGRAM, folder, way]);
  const complaint = text(child.stderr);
  lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  url = (await lines.next()).value;
  if (!url)
    throw new Error(`This test needs root, util-linux, e2fsprogs, loop devices and ext4, but: ${await complaint}`);
}

/** The mounts go with it, and would also go with this process. */
async function stop() {
  child.stdin.end();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

const tell = async (word: string) => {
  child.stdin.write(`${word}\n`);
  expect((await lines.next()).value).toBe('done');
};

/** What was answered 200: the texts of good events and of refused ones, which must be in the lake as well. */
interface Answered {
  good: string[];
  refused: string[];
}

/** Sends two good events and a bad one. */
async function send(answered: Answered) {
  const much = randomBytes(Math.random() ** 4 * MAX_EVENT_NOISE).toString('base64');
  const good = [1, 2].map((i) => JSON.stringify({ eventName: 'trial', own: [randomUUID(), i, 'é\u0000😀', much] }));
  const refused = JSON.stringify({ own: randomUUID() });
  const answer = await fetch(`${url}/clickstream`, { method: 'POST', body: `[${[...good, refused]}]` });
  expect(await answer.json()).toMatchObject({ success: true, accepted: 2 });
  answered.good.push(...good);
  answered.refused.push(refused);
}

/** Senders that go on until the function that is given back is called. */
function startSending(answered: Answered): () => Promise<unknown> {
  let isOver = false;
  const senders = Array.from({ length: SENDERS }, async () => {
    while (!isOver) {
      await send(answered);
      await sleep(Math.random() * MAX_PAUSE_MS);
    }
  });
  return () => {
    isOver = true;
    return Promise.all(senders);
  };
}

/** What a power cut at this moment leaves of the lake, and of what was answered until then. */
async function cutPower({ good, refused }: Answered) {
  const [goodBefore, refusedBefore] = [[...good], [...refused]];
  await tell('cut');
  // Mounts of the program's own namespace are seen through its root.
  const lake = new FolderLake(`/proc/${child.pid}/root${folder}/cut/lake`);
  const { stored, objects, damaged } = await contentOf(lake);
  await tell('mend');
  const isLost = (line: string) => !stored.delete(line);
  const lost = [...goodBefore, ...refusedBefore.map((event) => `refused ${event}`)].filter(isLost);
  return { answered: goodBefore.length + refusedBefore.length, objects, damaged, lost, beyond: stored.size };
}

/** Everything that can be seen of a lake: its events as they were sent, and objects that are not whole. */
async function contentOf(lake: FolderLake) {
  const stored = new Set<string>();
  const damaged: string[] = [];
  let objects = 0;
  for await (const { key } of lake.list('')) {
    objects++;
    try {
      const content = gunzipSync(await buffer(await lake.get(key))).toString();
      if (!content.endsWith('}\n')) throw new Error('it ends within a line');
      for (const line of content.trimEnd().split('\n')) {
        JSON.parse(line);
        const [, refusedText, goodText] =
          /^(?:\{"reason":"[^"]+","event":(.*)|(.*)),"_ingest":\{.*\}\}$/.exec(line) ?? [];
        stored.add(refusedText ? `refused ${refusedText}` : `${goodText}}`);
      }
    } catch (error) {
      damaged.push(`${key}: ${error}`);
    }
  }
  return { stored, objects, damaged };
}

asRoot(
  `keeps all that it answered with 200, and shows nothing that is not whole, through ${CUTS} power cuts under load`,
  async () => {
    const sum = { answered: 0, objects: 0, beyond: 0 };
    const wrong: string[] = [];
    let sent = 0;
    for (let done = 0; done < CUTS; done += CUTS_A_DISK) {
      await start(done % (2 * CUTS_A_DISK) === 0 ? 'putSync' : 'put');
      const answered: Answered = { good: [], refused: [] };
      const stopSending = startSending(answered);
      while (answered.good.length === 0) await sleep(1);
      for (let i = 0; i < Math.min(CUTS - done, CUTS_A_DISK); i++) {
        const cut = await cutPower(answered);
        for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += cut[name];
        wrong.push(...cut.damaged, ...cut.lost);
        await sleep(Math.random() * MAX_LIFE_MS);
      }
      await stopSending();
      await stop();
      sent += answered.good.length + answered.refused.length;
    }
    console.log(
      `${CUTS} power cuts while ${sent} events were answered 200; in what they left: ${sum.objects} objects, ${sum.answered} ` +
        `events that had been answered, ${sum.beyond} that had not; ${wrong.length} events lost or objects damaged`,
    );
    expect(wrong).toEqual([]);
  },
  3_600_000,
);

asRoot.each<{ way: Way; forgotten: string; isDamaging: boolean }>([
  { way: 'putSync', forgotten: 'files', isDamaging: true },
  { way: 'putSync', forgotten: 'folders', isDamaging: false },
  { way: 'put', forgotten: 'files', isDamaging: true },
  { way: 'put', forgotten: 'folders', isDamaging: false },
])('would be seen to lose events if $way did not sync $forgotten', async ({ way, forgotten, isDamaging }) => {
  await start(way, '--import', `${WITHOUT_SYNC}?${forgotten}`);
  const answered: Answered = { good: [], refused: [] };
  for (let i = 0; i < 5; i++) await send(answered);
  const { lost, damaged } = await cutPower(answered);
  expect(lost).not.toEqual([]);
  expect(damaged.length > 0).toBe(isDamaging);
});
