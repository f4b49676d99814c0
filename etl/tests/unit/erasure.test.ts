import { describe, expect, it } from 'vitest';
import { lineFilter } from '../../src/erasure/line-filter.js';
import { namesPerson, textMentions } from '../../src/erasure/mentions.js';
import { erasureOfPlaceholder, placeholder } from '../../src/erasure/placeholder.js';
import { hashOf, identityOf } from '../../src/erasure/subjects.js';
import { Tombstones } from '../../src/erasure/tombstones.js';

const ERASURE = '0199c0de-0000-7000-8000-000000000001';

describe('A line that is no JSON', () => {
  it.each([
    ['ann', 'by ann.', true],
    ['ann', '"clientId":"ann', true],
    ['ann', 'joann', false],
    ['ann', 'ann-2', false],
    ['ann', 'ann.b', false],
    ['ann', 'é ann é', true],
    ['ann', 'éann', false],
    ['ann', '\\u0061nn"', true],
    ['a@x.com', 'mail:ba@x.com', false],
    ['x.com', 'a@x.com', false],
    ['a.*b', 'a.*b', true],
    ['a.*b', 'axxb', false],
    ['a"b', '"a\\"b"', true],
    ['(', '(', true],
  ])('with the id %s: %s', (id, line, isTheirs) => {
    expect(textMentions([id])(line)).toBe(isTheirs);
  });
});

describe('A refused event', () => {
  const isAnn = (kind: string, id: string) => kind === 'client' && id === 'ann';

  it.each([
    [[{ clientId: 'ann' }], true],
    [{ clientId: { id: ['ann'] } }, true],
    [{ events: [{ a: { client_id: 'ann' } }] }, true],
    [{ userId: 'ann', name: 'ann' }, false],
    [{ clientId: 'joann' }, false],
    [null, false],
  ])('names its person where no reader looks: %j', (event, isTheirs) => {
    expect(namesPerson(event, isAnn)).toBe(isTheirs);
  });

  it('may be nested deeper than a stack is', () => {
    let event: unknown = { clientId: 'ann' };
    for (let i = 0; i < 100_000; i++) event = [event];
    expect(namesPerson(event, isAnn)).toBe(true);
  });
});

describe('The filter of lines', () => {
  /** Any of the ways in which JSON may write a character. */
  function written(char: string): string {
    const ways = [JSON.stringify(char).slice(1, -1)];
    const units = [...Array(char.length).keys()].map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`);
    ways.push(units.join(''), units.join('').toUpperCase().replaceAll('\\U', '\\u'));
    if (char === '/') ways.push('\\/');
    return ways[Math.floor(Math.random() * ways.length)] ?? '';
  }

  it('lets no line pass by that names one of its ids, however it is written', () => {
    const alphabet = [...'ab1/"\\\n\t\u007f\u00e4\u2028\ufffd', '😀', 'é'];
    const any = (n: number) =>
      Array.from({ length: n }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join('');
    for (let i = 0; i < 5000; i++) {
      const id = any(1 + Math.floor(Math.random() * 6));
      const line = `{"clientId":"${[...id].map(written).join('')}"}`;
      expect(JSON.parse(line)).toEqual({ clientId: id });
      expect([line, lineFilter([id, 'other'])(Buffer.from(line))]).toEqual([line, true]);
    }
  });

  it('passes by most others', () => {
    expect(lineFilter(['ann', '12345'])(Buffer.from('{"clientId":"bob","price":79.99,"at":1700000000000}'))).toBe(
      false,
    );
  });
});

describe('A placeholder', () => {
  it('is nothing that a client can send', () => {
    expect(erasureOfPlaceholder(JSON.parse(placeholder(ERASURE)))).toBe(ERASURE);
    const own = { _erased: { erasure: ERASURE } };
    for (const line of [{ ...own, _ingest: {} }, { _erased: null }, { _erased: { erasure: 5 } }, [own], null, 'x'])
      expect(erasureOfPlaceholder(line)).toBeUndefined();
  });
});

describe('A tombstone', () => {
  const times =
    (receivedAt: string, happenedAt = receivedAt) =>
    () => ({ receivedAt, happenedAt });
  const before = times('2026-11-22T14:59:59.999Z');
  const subject = (kind: 'client' | 'user' | 'visitor' | 'visit', text: string) => ({
    kind,
    hash: hashOf({ kind, text }),
  });
  const erasedAt = new Date('2026-11-22T15:00:00.000Z');
  const who = (client: string | null, user: string | null, session: string | null = null) => ({
    client,
    user,
    session,
  });

  it('covers what was received or happened before, and nothing else', () => {
    const tombstones = new Tombstones([{ erasureId: ERASURE, erasedAt, subjects: [subject('client', 'ann')] }]);
    const erased = (client: string, when: () => { receivedAt: string; happenedAt: string }) =>
      tombstones.erasureOf(who(client, 'u'), when) !== undefined;
    expect(erased('ann', before)).toBe(true);
    expect(erased('ann', times('2026-11-22T15:00:00.000Z'))).toBe(false);
    expect(erased('ann', times('2026-11-22T16:00:00.000Z', '2026-11-22T14:00:00.000Z'))).toBe(true);
    expect(erased('bob', before)).toBe(false);
  });

  it('of a visitor or a visit covers what names no user', () => {
    const subjects = [
      subject('visitor', 'own'),
      subject('visit', 'shared\ns1'),
      subject('visit', '\ns2'),
      subject('user', 'u'),
    ];
    const tombstones = new Tombstones([{ erasureId: ERASURE, erasedAt, subjects }]);
    const erased = (...args: Parameters<typeof who>) => tombstones.erasureOf(who(...args), before) !== undefined;
    expect([erased('own', null), erased('own', 'other'), erased('x', 'u')]).toEqual([true, false, true]);
    expect([erased('shared', null, 's1'), erased('shared', null, 's2'), erased('shared', 'v', 's1')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([erased(null, null, 's2'), erased('own2', null, 's1')]).toEqual([true, false]);
  });

  it('of an id counts from the latest of its erasures', () => {
    const subjects = [subject('user', 'u')];
    const later = new Date('2026-11-23T15:00:00.000Z');
    for (const order of [
      [erasedAt, later],
      [later, erasedAt],
    ])
      expect(
        new Tombstones(order.map((at) => ({ erasureId: ERASURE, erasedAt: at, subjects }))).erasureOf(
          who(null, 'u'),
          times('2026-11-23T00:00:00.000Z'),
        ),
      ).toBe(ERASURE);
  });

  it('tells a client and a user of one name apart', () => {
    expect(hashOf({ kind: 'client', text: 'a' })).not.toBe(hashOf({ kind: 'user', text: 'a' }));
    expect(identityOf({ client_id: 5, userId: true, sessionId: 'a\0b' })).toEqual(who('5', 'true', 'ab'));
  });
});
