import { describe, expect, it } from 'vitest';
import { LIVELY, makeShop } from './helpers/made-shop.js';

describe('a made-up shop', () => {
  it('gives the same bytes and the same truth for the same seed and options', async () => {
    const first = await makeShop();
    const second = await makeShop();
    expect([...second.objects]).toEqual([...first.objects]);
    expect(second.truth).toEqual(first.truth);
  });

  it('gives others for another seed', async () => {
    const first = await makeShop();
    const second = await makeShop([...LIVELY, '--seed', '8']);
    const ids = new Set(first.events.map(({ eventId }) => eventId));
    expect(second.events.filter(({ eventId }) => ids.has(eventId))).toEqual([]);
    expect(second.truth.orders.byId).not.toEqual(first.truth.orders.byId);
  });

  it('writes objects below the UTC hour of receipt, none of them empty', async () => {
    const { objects, lines } = await makeShop();
    for (const key of objects.keys())
      expect(key).toMatch(/^(events|rejected)\/\d{4}\/\d\d\/\d\d\/\d\d\/\d{8}T?\d{9}-[\w-]{21}\.ndjson\.gz$/);
    const hours = new Set([...objects.keys()].map((key) => key.split('/').slice(1, 5).join('/')));
    for (const { _ingest } of lines) expect(hours).toContain(_ingest.receivedAt.slice(0, 13).replace(/[-T]/g, '/'));
  });
});
