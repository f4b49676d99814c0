import { describe, expect, it } from 'vitest';
import {
  checkLedger,
  checkRebuild,
  eachWithLakeAndWarehouse,
  eraseUser,
  lake,
  load,
  one,
  traces,
  warehouse,
} from '../helpers/erasing.js';
import { lakeLine, putLines } from '../helpers/events.js';

eachWithLakeAndWarehouse();

describe('Erasing a user', () => {
  const anonymous = (clientId: string | undefined, sessionId: string) => lakeLine({ clientId, sessionId });
  const signedIn = (userId: string, clientId: string | undefined, sessionId: string) =>
    lakeLine({ clientId, sessionId, userId, userLoginState: 'logged_in' });

  it('takes the anonymous events of clients of his own, and on shared ones those of his sessions', async () => {
    await putLines(lake, 'a', [
      signedIn('u1', 'own', 's1'),
      anonymous('own', 's1'),
      anonymous('own', 's0'),
      signedIn('u1', 'shared', 's2'),
      anonymous('shared', 's2'),
      anonymous('shared', 's3'),
      signedIn('u2', 'shared', 's3'),
      signedIn('u1', undefined, 's4'),
      anonymous(undefined, 's4'),
      anonymous('other', 's5'),
      signedIn('u11', 'other', 's6'),
    ]);
    await load();
    const certificate = await eraseUser('u1');
    expect(certificate).toMatchObject({ covers: { clients: 1, sessions: 2 }, removed: { events: 7, facts: 7 } });
    expect(
      await warehouse.query('select client_id, session_id, user_id from clickstream_events order by session_id'),
    ).toEqual(
      [
        { client_id: 'shared', session_id: 's3', user_id: null },
        { client_id: 'shared', session_id: 's3', user_id: 'u2' },
        { client_id: 'other', session_id: 's5', user_id: null },
        { client_id: 'other', session_id: 's6', user_id: 'u11' },
      ].sort((a, b) => a.session_id.localeCompare(b.session_id)),
    );
    expect(await traces('"u1"')).toEqual([]);
    expect(await traces('own')).toEqual([]);
    await checkLedger();
    await checkRebuild();
  });

  it('knows of clients and other users from what is not loaded yet, and from what the lake has lost', async () => {
    const key = await putLines(lake, 'a', [signedIn('u1', 'c1', 's1'), signedIn('u2', 'c2', 's2')]);
    await load();
    await lake.remove(key);
    await putLines(lake, 'b', [anonymous('c1', 's7'), signedIn('u1', 'c2', 's8'), anonymous('c2', 's9')]);
    await putLines(lake, 'c', [signedIn('u1', 'c3', 's3'), anonymous('c3', 's4')]);
    await putLines(lake, 'd', [signedIn('u1', 'c4', 's5'), signedIn('u3', 'c4', 's6'), anonymous('c4', 's6')]);
    const certificate = await eraseUser('u1');
    expect(certificate).toMatchObject({ covers: { clients: 2, sessions: 2 }, removed: { events: 5, facts: 1 } });
    expect(await load()).toMatchObject({ received: 8, loaded: 3, erased: 5 });
    expect(await traces('u1')).toEqual([]);
    await checkLedger();
  });

  it('that a shop gives to everybody takes all of them', async () => {
    const lines = Array.from({ length: 50 }, (_, i) => [
      signedIn('guest', `c${i}`, `s${i}`),
      anonymous(`c${i}`, `s${i}`),
    ]);
    await putLines(lake, 'a', [...lines.flat(), anonymous('other', 's')]);
    await load();
    expect((await eraseUser('guest')).removed).toMatchObject({ events: 100, facts: 100, sessions: 50 });
    expect(await one('select count(*)::int from clickstream_events')).toBe(1);
    await checkLedger();
  });
});
