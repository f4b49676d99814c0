import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MendContext } from '@footfall/etl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMapping } from '../../src/mapping.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-mapping-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, content: string) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const context: MendContext = { reason: 'why', by: 'collector', receivedAt: '', text: '', ingest: {} };

describe('A mapping by JSON Patch', () => {
  const patched = async (operations: unknown, event: unknown) =>
    (await readMapping({ patch: await file('p.json', JSON.stringify(operations)) }))(event, context);

  it('changes events by its operations', async () => {
    const operations = [
      { op: 'test', path: '/eventName', value: 'view' },
      { op: 'replace', path: '/eventName', value: 'product_view' },
      { op: 'move', from: '/product/cost', path: '/product/price' },
      { op: 'copy', from: '/product/id', path: '/properties/a~1b' },
      { op: 'remove', path: '/own' },
    ];
    const event = { eventName: 'view', product: { id: 'p', cost: 5 }, properties: {}, own: 1 };
    expect(await patched(operations, event)).toEqual({
      eventName: 'product_view',
      product: { id: 'p', price: 5 },
      properties: { 'a/b': 'p' },
    });
    expect(await patched([{ op: 'replace', path: '', value: { eventName: 'x' } }], 5)).toEqual({ eventName: 'x' });
  });

  it('says which operation an event does not allow', async () => {
    const remove = [
      { op: 'test', path: '/eventName', value: 'x' },
      { op: 'remove', path: '/own' },
    ];
    await expect(patched(remove, { eventName: 'x' })).rejects.toThrow('operation 2 (remove /own)');
    await expect(patched(remove, { eventName: 'y' })).rejects.toThrow('operation 1 (test /eventName)');
    await expect(patched(remove, undefined)).rejects.toThrow('why');
  });

  it('gives each event values of its own, and harms nobody else', async () => {
    const mapping = await readMapping({
      patch: await file(
        'own.json',
        '[{"op":"add","path":"/product","value":{}},{"op":"add","path":"/product/a","value":1}]',
      ),
    });
    const [one, two] = [await mapping({}, context), await mapping({}, context)] as { product: object }[];
    expect(one?.product).not.toBe(two?.product);
    await patched([{ op: 'add', path: '/__proto__/evil', value: 1 }], {}).catch(() => {});
    expect(({} as { evil?: number }).evil).toBeUndefined();
  });

  it.each([
    ['{', /not JSON/],
    ['{}', /array of operations/],
    ['[{"op":"rename","path":"/a"}]', /operation 1 needs an "op"/],
    ['[{"op":"remove","path":"a"}]', /needs a "path"/],
    ['[{"op":"add","path":"/a"}]', /needs a "value"/],
    ['[{"op":"move","path":"/a"}]', /needs a "from"/],
  ])('that is none is refused: %s', async (content, message) => {
    await expect(readMapping({ patch: await file('wrong.json', content) })).rejects.toThrow(message);
  });
});

describe('A mapping by a module', () => {
  it('is its default export, or the one called map', async () => {
    for (const [name, text] of [
      ['a.mjs', 'export default (event, { reason }) => ({ ...event, reason });'],
      ['b.mjs', 'export const map = (event, { reason }) => ({ ...event, reason });'],
    ] as const)
      expect(await (await readMapping({ module: await file(name, text) }))({ a: 1 }, context)).toEqual({
        a: 1,
        reason: 'why',
      });
  });

  it('that is none is refused', async () => {
    await expect(readMapping({ module: join(folder, 'none.mjs') })).rejects.toThrow(/cannot be loaded/);
    await expect(readMapping({ module: await file('c.mjs', 'export default 5;') })).rejects.toThrow(
      /export a function/,
    );
    await expect(readMapping({ module: 'a', patch: 'b' })).rejects.toThrow(/not both/);
  });
});
