import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FolderLake } from '@footfall/lake';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lakeLine, putLines } from '../../../etl/tests/helpers/events.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { FOOTFALL, footfallWith } from '../helpers/run.js';

let warehouse: TestWarehouse;
let folder: string;
let lake: FolderLake;
let settings: Record<string, string>;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await warehouse.empty();
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'footfall-lake-commands-'));
  lake = new FolderLake(join(folder, 'lake'));
  settings = {
    FOOTFALL_LAKE: pathToFileURL(join(folder, 'lake')).href,
    FOOTFALL_DATABASE_URL: warehouse.url('footfall_etl'),
  };
});

const footfall = async (...args: string[]) => {
  const { code, stdout, stderr } = await footfallWith(settings, ...args);
  if (code !== 0) throw new Error(`footfall ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
};
const json = async (...args: string[]) => JSON.parse(await footfall(...args, '--json'));
const refused = (price: unknown) => ({
  reason: 'product.price: must be a number',
  event: { eventName: 'product_view', product: { id: 'p', price } },
  _ingest: { receivedAt: '2026-11-22T15:10:00.000Z' },
});

describe('footfall lake', () => {
  it('lists, prints and counts what is in a range of hours', async () => {
    const lines = [lakeLine({}), lakeLine({ pageTitle: 'Grüße' })];
    const key = await putLines(lake, 'a', lines);
    await putLines(lake, 'b', [lakeLine({})]);
    await putLines(lake, 'r', [refused('1')], 'rejected');
    await lake.put('events/2026/11/20/event-1.json', Buffer.from(JSON.stringify({ eventName: 'old' }, null, 2)));

    expect((await json('lake', 'ls')).map((object: { key: string }) => object.key)).toEqual([
      'events/2026/11/20/event-1.json',
      key,
      'events/2026/11/22/15/b.ndjson.gz',
      'rejected/2026/11/22/15/r.ndjson.gz',
    ]);
    expect(await json('lake', 'ls', '--day', '2026-11-21')).toEqual([]);
    expect(await footfall('lake', 'ls', '--rejected')).toMatch(/ rejected\/2026\/11\/22\/15\/r.ndjson.gz\n$/);
    expect(await footfall('lake', 'cat', '--hour', '2026-11-22T14..2026-11-22T15', '--limit', '2')).toBe(
      `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
    );
    expect((await footfall('lake', 'cat', 'events/2026/11/20/event-1.json')).trim()).toMatch(/^\{.*"old".*\}$/);
    expect(JSON.parse(await footfall('lake', 'cat', '--rejected'))).toMatchObject({ reason: refused(1).reason });
    const { hours, total } = await json('lake', 'stat', '--day', '2026-11-20..2026-11-22');
    expect(hours).toMatchObject([
      { hour: '2026-11-20', objects: 1, events: 1, rejected: 0 },
      { hour: '2026-11-22T15', objects: 3, compacted: 0, events: 3, rejected: 1, damaged: 0 },
    ]);
    expect(total).toMatchObject({ objects: 4, events: 4, rejected: 1 });
    expect(await footfall('lake', 'stat')).toMatch(/^hour \(UTC\) +objects.*\n2026-11-20 +1 .*\n.*\ntotal +4 /);
  });

  it('neither prints nor counts as an event what was erased, also in compacted objects', async () => {
    const bob = lakeLine({ clientId: 'bob' });
    await putLines(lake, 'a', [lakeLine({ clientId: 'ann' }), bob]);
    await putLines(lake, 'b', [lakeLine({ clientId: 'ann' })]);
    await putLines(lake, 'r', [{ ...refused('1'), event: { clientId: 'ann' } }], 'rejected');
    expect((await json('lake', 'stat')).total).toMatchObject({ events: 3, rejected: 1, erased: 0 });
    await footfall('compact');
    await footfall('erase', '--client', 'ann');
    expect((await json('lake', 'stat')).total).toMatchObject({ objects: 2, events: 1, rejected: 0, erased: 3 });
    expect(await footfall('lake', 'stat')).toMatch(/rejected +erased\n.* 1 +0 +3\n/);
    expect(await footfall('lake', 'cat', '--limit', '1')).toBe(`${JSON.stringify(bob)}\n`);
    expect(await footfall('lake', 'cat', '--rejected')).toBe('');
  });

  it('ends when nobody reads on', async () => {
    for (let i = 0; i < 20; i++)
      await putLines(
        lake,
        `n-${i}`,
        Array.from({ length: 500 }, () => lakeLine({})),
      );
    const cat = spawn(process.execPath, [FOOTFALL, 'lake', 'cat'], { env: { ...process.env, ...settings } });
    await once(cat.stdout, 'data');
    cat.stdout.destroy();
    expect(await once(cat, 'exit')).toEqual([0, null]);
  });

  it('names damaged objects, and goes on with the others', async () => {
    await putLines(lake, 'a', [lakeLine({ eventName: 'before' })]);
    await lake.put('events/2026/11/22/15/b.ndjson.gz', Buffer.from('no gzip'));
    await putLines(lake, 'c', [lakeLine({ eventName: 'after' })]);
    for (const keys of [[], ['a', 'b', 'c'].map((id) => `events/2026/11/22/15/${id}.ndjson.gz`)]) {
      const { code, stdout, stderr } = await footfallWith(settings, 'lake', 'cat', ...keys);
      expect(stdout).toMatch(/"before".*\n.*"after".*\n$/);
      expect(stderr.split('\n').slice(0, -1)).toEqual([
        'footfall: events/2026/11/22/15/b.ndjson.gz is damaged: incorrect header check',
        'footfall: 1 object could not be read to the end.',
      ]);
      expect(code).toBe(1);
    }
    expect(await footfall('lake', 'stat')).toMatch(
      /\n1 object is damaged:\n {2}events\/2026\/11\/22\/15\/b\.ndjson\.gz is damaged: incorrect header check\n$/,
    );
    for (let i = 0; i < 11; i++) await lake.put(`rejected/2026/11/22/15/x-${i}.ndjson.gz`, Buffer.from('no gzip'));
    const many = await footfall('lake', 'stat');
    expect(many).toContain('\n12 objects are damaged:\n');
    expect(many.match(/is damaged: /g)).toHaveLength(10);
    expect(many).toMatch(/\n {2}and 2 more; --json names them all\n$/);
    expect((await json('lake', 'stat')).damagedObjects).toHaveLength(12);
  });

  it('goes on where the manifest of a compacted object is damaged', async () => {
    for (let i = 0; i < 3; i++) await putLines(lake, `a-${i}`, [lakeLine({})]);
    await footfall('compact');
    const [{ key }] = await json('lake', 'ls');
    await lake.put(key.replace('events/', 'manifests/events/').replace('.ndjson', '.json'), Buffer.from('no gzip'));
    await lake.put('events/2026/11/23/10/event-1.json', Buffer.from('{"eventName":"other"}'));
    const { code, stdout, stderr } = await footfallWith(settings, 'lake', 'cat');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '{"eventName":"other"}\n' });
    expect(stderr).toContain(`The manifest manifests/${key.replace('.ndjson', '.json')} cannot be read`);
    expect(await json('lake', 'stat')).toMatchObject({ total: { events: 1, damaged: 1 }, damagedObjects: [{ key }] });
  });

  it('says what is wrong', async () => {
    const missing = await footfallWith(settings, 'lake', 'cat', 'events/none.json');
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('no object events/none.json') });
    await putLines(lake, 'a', [lakeLine({})]);
    for (const key of ['events/2026/11', 'events/2026/11/'])
      expect(await footfallWith(settings, 'lake', 'cat', key)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^footfall: events\/2026\/11\/? is a folder: .*\nfootfall: 1 object .*\n$/),
      });
    const nowhere = await footfallWith({}, 'lake', 'ls', '--data', join(folder, 'none'));
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('footfall up --data') });
  });
});

describe('footfall compact', () => {
  it('merges objects, says how many, and changes no count', async () => {
    for (let i = 0; i < 12; i++) await putLines(lake, `a-${i}`, [lakeLine({}), lakeLine({ eventId: undefined })]);
    await footfall('etl');
    const before = await json('lake', 'stat');
    expect(await footfall('compact', '--dry-run')).toContain('would merge 12 objects -> about 1');
    expect(await footfall('compact', '--day', '2026-11-21')).toContain('0 objects -> 0');
    expect(await json('compact')).toMatchObject({ objectsBefore: 12, objectsAfter: 1, lines: 24, isComplete: true });
    expect(await footfall('compact')).toContain('1 objects -> 1');
    const after = await json('lake', 'stat');
    expect(after.total).toMatchObject({ objects: 1, compacted: 1, events: before.total.events, damaged: 0 });
    expect(await json('etl')).toMatchObject({ objects: 0, received: 0 });
    expect((await footfall('lake', 'cat')).trim().split('\n')).toHaveLength(24);
  });

  it('shows the default of a setting as it can be typed', async () => {
    for (const [command, name] of [
      ['compact', '--target-size'],
      ['up', '--etl-every'],
    ] as const) {
      const help = await footfall(command, '--help');
      const [, typed = ''] = new RegExp(`${name}[^()]*\\(default:\\s+([^)]+)\\)`).exec(help) ?? [];
      expect(typed).toMatch(/^\d+(MiB|s)$/);
    }
    expect(await footfall('compact', '--dry-run', '--target-size', '64MiB')).toContain('would merge');
  });

  it('counts each event once while an earlier compaction is not finished', async () => {
    const content = new Map<string, Buffer>();
    for (let i = 0; i < 3; i++) {
      const key = await putLines(lake, `a-${i}`, [lakeLine({})]);
      content.set(key, Buffer.concat(await (await lake.get(key)).toArray()));
    }
    await footfall('compact');
    for (const [key, bytes] of content) await lake.put(key, bytes);
    expect((await json('lake', 'stat')).total).toMatchObject({ objects: 4, events: 3 });
    expect((await footfall('lake', 'cat')).trim().split('\n')).toHaveLength(3);
    expect(await footfall('compact')).toContain('finished an earlier compaction of 3 objects');
  });
});

describe('footfall quarantine', () => {
  it('groups, shows and sends again what was refused, by a patch and by a module', async () => {
    await putLines(lake, 'r', [refused('9,50'), refused('x'), refused('7')], 'rejected');
    const reason = refused(1).reason;
    expect(await json('quarantine', 'ls')).toMatchObject([{ reason, by: 'collector', events: 3, open: 3 }]);
    expect(await footfall('quarantine', 'ls')).toMatch(/events +open .*\n +3 +3 .*product\.price: must be a number/);
    expect(await json('quarantine', 'show', '--reason', reason, '--limit', '1')).toMatchObject([
      { by: 'collector', state: 'open', event: refused('9,50').event, line: 1 },
    ]);
    expect(await footfall('quarantine', 'show')).toContain('"price":"9,50"');

    const module = join(folder, 'mend.mjs');
    await writeFile(
      module,
      `export default (event) => {
        const price = Number(String(event.product.price).replace(',', '.'));
        return { ...event, product: { ...event.product, price } };
      };`,
    );
    const dry = await footfall('quarantine', 'retry', '--all', '--module', module, '--dry-run');
    expect(dry).toContain('would send 3 again = 2 accepted + 1 refused again');
    expect(dry).toContain('+ {"eventName":"product_view","product":{"id":"p","price":9.5}');
    const sent = await footfall('quarantine', 'retry', '--reason', reason, '--module', module);
    expect(sent).toContain('sent 3 again = 2 accepted + 1 refused again');
    expect(sent).toContain('refused again: 1 price: must be a number');

    const patch = join(folder, 'mend.json');
    await writeFile(patch, '[{"op":"remove","path":"/product/price"}]');
    expect(await json('quarantine', 'retry', '--all', '--patch', patch)).toMatchObject({ retried: 1, accepted: 1 });
    expect(await json('quarantine', 'retry', '--all', '--patch', patch)).toMatchObject({ retried: 0 });
    expect(await json('etl')).toMatchObject({ received: 3, loaded: 3 });
    expect(await json('quarantine', 'ls')).toMatchObject([{ events: 3, open: 0, accepted: 3 }]);
    expect(await warehouse.query('select bool_and(is_balanced) as ok from dash.balance')).toEqual([{ ok: true }]);
  });

  it('leaves refused what a module gives nothing for, and takes back what was dropped', async () => {
    await putLines(lake, 'r', [refused('1'), refused('2')], 'rejected');
    const module = async (name: string, text: string) => {
      await writeFile(join(folder, name), `export default (event) => ${text};`);
      return join(folder, name);
    };
    const retry = async (file: string, ...more: string[]) =>
      footfall('quarantine', 'retry', '--all', '--module', file, ...more);
    const forgetful = await retry(await module('forgetful.mjs', '{ ({ ...event, product: {} }); }'));
    expect(forgetful).toContain('0 accepted + 2 refused again + 0 dropped');
    expect(forgetful).toContain('refused again: 2 the mapping gave nothing');
    expect(await retry(await module('drop.mjs', 'null'))).toContain('2 dropped');
    const better = await module('better.mjs', '({ ...event, product: {} })');
    expect(await retry(better)).toMatch(/sent 0 again.*\n.*--state dropped/);
    expect(await retry(better, '--state', 'dropped')).toContain('sent 2 again = 2 accepted');
    expect(await footfall('quarantine', 'retry', '--help')).toMatch(/--state <state>[^-]*dropped/);
  });

  it('says that no event has a reason, and where reasons are listed', async () => {
    await putLines(lake, 'r', [refused('1')], 'rejected');
    for (const more of [[], ['--json'], ['--dry-run']]) {
      const { code, stderr, stdout } = await footfallWith(settings, 'quarantine', 'retry', '--reason', 'nope', ...more);
      expect(stderr).toContain('No refused event has the reason "nope"; "footfall quarantine ls" lists the reasons.');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    }
    const elsewhere = ['quarantine', 'retry', '--reason', refused(1).reason, '--day', '2026-11-20'];
    expect(await footfallWith(settings, ...elsewhere)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('among those of --day'),
    });
  });

  it.each([
    [['retry', '--all', '--state', 'accepted'], /open, refused, dropped/],
    [['retry'], /--reason TEXT.*--all/],
    [['retry', '--all', '--patch', '/none.json'], /cannot be read/],
    [['show', '--state', 'lost'], /open, accepted, refused, dropped/],
    [['show', '--limit', '0'], /from 1/],
    [['ls', '--hour', 'noon'], /no UTC time/],
  ])('called wrongly exits with 2 and says how: %o', async (args, message) => {
    const { code, stderr } = await footfallWith(settings, 'quarantine', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
