import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FolderLake } from '@footfall/lake';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lakeLine, putLines } from '../../../etl/tests/helpers/events.js';
import { tracesOf } from '../../../etl/tests/helpers/traces.js';
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
  folder = await mkdtemp(join(tmpdir(), 'footfall-data-commands-'));
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

describe('footfall erase', () => {
  it('erases, and prints a certificate without the id, as text and as JSON', async () => {
    await putLines(lake, 'a', [lakeLine({ clientId: 'ann-1' }), lakeLine({ clientId: 'bob', userId: 'bob@x' })]);
    await footfall('etl');
    expect(await footfall('erase', '--client', 'ann-1', '--dry-run')).toMatch(
      /^Would erase a client.*nothing is changed/,
    );
    const text = await footfall('erase', '--client', 'ann-1');
    expect(text).toMatch(/^Certificate of erasure [0-9a-f-]{36}\na client \(browser\), SHA-256 [0-9a-f]{64}\n/);
    expect(text).toContain('lake       1 events and 0 refused ones in 1 objects');
    expect(text).toContain('before     2 received = 2 loaded + 0 duplicate + 0 rejected + 0 erased');
    expect(text).toContain('after      2 received = 1 loaded + 0 duplicate + 0 rejected + 1 erased');
    expect(text).toContain('not covered:');
    expect(text).not.toContain('ann-1');
    expect(await tracesOf('ann-1', { lake, warehouse })).toEqual([]);
    expect(await json('erase', '--user=bob@x')).toMatchObject({ kind: 'user', removed: { events: 1, facts: 1 } });
    expect(await footfall('erase', '--user', '-nobody')).toContain('found      nothing');
  });

  it('goes through the lake again for what came back of the erased', async () => {
    await footfall('erase', '--client', 'ann-1');
    await putLines(lake, 'late', [lakeLine({ clientId: 'ann-1' }), lakeLine({ clientId: 'bob' })]);
    expect(await json('erase', '--again', '--dry-run')).toMatchObject({ erasedLines: 1, isDryRun: true });
    expect(await footfall('erase', '--again')).toContain('1 lines of erased persons were in 1 objects, and are gone');
    expect(await tracesOf('ann-1', { lake, warehouse })).toEqual([]);
  });

  it.each([
    [[], /--client ID or --user ID/],
    [['--client', 'a', '--user', 'b'], /--client ID or --user ID/],
    [['--again', '--user', 'a'], /without --client and --user/],
    [['--client', ''], /nobody/],
    [['--user', ' \n'], /nobody/],
  ])('called wrongly exits with 2 and says how: %o', async (args, message) => {
    const { code, stderr } = await footfallWith(settings, 'erase', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('footfall import', () => {
  const line = (at: string | undefined) =>
    `${JSON.stringify({ eventName: 'click', eventTimestamp: at, clientId: 'c' })}\n`;

  it('says what became of the events, once, and loads them where it is told to', async () => {
    const file = join(folder, 'past.ndjson');
    await writeFile(file, line('2020-05-01T10:00:00Z') + line('2020-05-02T10:00:00Z') + line(undefined));
    expect(await footfall('import', file, '--dry-run')).toMatch(
      /^would receive 3 = 2 accepted \+ 1 refused \+ 0 erased\n {2}refused: 1 eventTimestamp: is required/,
    );
    expect(await footfall('import', file)).toContain('3 objects written; the next ETL run loads them');
    const again = await footfall('import', file, '--load');
    expect(again).toContain('0 objects written, 3 were there already');
    expect(again).toMatch(/3 received = 2 loaded \+ 0 duplicate \+ 1 rejected \+ 0 erased/);
    expect(await warehouse.query('select distinct trigger from etl_runs')).toEqual([{ trigger: 'import' }]);
  });

  it('prints one JSON document, with the run that loads in it', async () => {
    const file = join(folder, 'past.ndjson');
    await writeFile(file, line('2020-05-01T10:00:00Z') + line(undefined));
    expect(await json('import', file, '--load')).toMatchObject({
      received: 2,
      accepted: 1,
      run: { received: 2, loaded: 1, rejected: 1, isComplete: true },
    });
  });

  it('reads the standard input', async () => {
    const env = { PATH: process.env.PATH, ...settings };
    const summary = await new Promise<string>((resolve, reject) => {
      const child = execFile(process.execPath, [FOOTFALL, 'import', '-', '--json'], { env }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
      child.stdin?.end(line('2020-05-01T10:00:00Z'));
    });
    expect(JSON.parse(summary)).toMatchObject({ received: 1, accepted: 1, objects: 1, isDryRun: false });
  });

  it('says what is wrong', async () => {
    expect(await footfallWith(settings, 'import')).toMatchObject({ code: 2 });
    expect(await footfallWith(settings, 'import', join(folder, 'none'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^footfall: .*none cannot be read: ENOENT/),
    });
  });
});
