import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { rebuildWarehouse, runEtl } from '../../src/index.js';
import { lakeLine, putLines } from '../helpers/events.js';

let warehouse: TestWarehouse;
let folder: string;
let objects = 0;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(async () => {
  await warehouse.stop();
});
beforeEach(async () => {
  await warehouse.empty();
  folder = await mkdtemp(join(tmpdir(), 'footfall-bots-'));
  return () => rm(folder, { recursive: true, force: true });
});

const run = () =>
  runEtl({
    lake: new FolderLake(folder),
    databaseUrl: warehouse.url('footfall_etl'),
    logger: pino({ level: 'silent' }),
  });
const load = async (...lines: unknown[]) => {
  await putLines(new FolderLake(folder), `load-${++objects}`, lines);
  return run();
};

const START = Date.parse('2026-11-22T10:00:00.000Z');
const LATE = { receivedAt: '2026-11-22T20:00:00.000Z', sentAt: '2026-11-22T20:00:00.000Z' };
/** An event so many seconds after the start. */
const at = (seconds: number, event: Record<string, unknown> = {}) =>
  lakeLine({ eventTimestamp: new Date(START + seconds * 1000).toISOString(), ...event }, LATE);
const views = (count: number, secondsOf: (i: number) => number, event: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, i) => at(secondsOf(i), event));

/** Each visit with its mark, and the different marks of its events. Its page views and searches have its mark. */
const marks = async () => {
  const unlike = await warehouse.query(
    `select p.session_id from (select session_id, is_bot from page_views union all select session_id, is_bot from searches) as p
     inner join sessions as s on s.session_id = p.session_id
     where p.is_bot <> s.is_bot`,
  );
  expect(unlike).toEqual([]);
  return warehouse.query(
    `select s.bot_reason as visit, s.is_bot, array_agg(distinct coalesce(e.bot_reason, 'none')) as events
     from sessions as s
     inner join clickstream_events as e
       on e.session_id = s.session_id or (s.is_derived and e.session_id is null and e.client_id = s.client_id)
     group by s.session_id order by s.session_id`,
  );
};
const PERSON = [{ visit: null, is_bot: false, events: ['none'] }];
const irregular = (i: number) => i * 7 + (i % 5) * 4;

describe('A visit is a bot’s by how it behaves', () => {
  it('with sixty views within a minute, and its events say so too', async () => {
    await load(...views(60, (i) => i * 1.01));
    expect(await marks()).toEqual([{ visit: 'page_rate', is_bot: true, events: ['session:page_rate'] }]);
  });

  it('but not with fifty-nine, nor with sixty in more than a minute', async () => {
    await load(...views(59, (i) => i));
    expect(await marks()).toEqual(PERSON);
    await warehouse.empty();
    await rm(join(folder, 'events'), { recursive: true });
    await load(...views(90, (i) => i * 1.05));
    expect(await marks()).toEqual(PERSON);
  });

  it('with a hundred views like clockwork and no sign of a person', async () => {
    await load(...views(100, (i) => i * 10));
    expect(await marks()).toEqual([{ visit: 'clockwork', is_bot: true, events: ['session:clockwork'] }]);
  });

  it('but not with uneven ones, nor where somebody scrolled, clicked or filled a cart', async () => {
    await load(
      ...views(100, irregular, { sessionId: 'uneven' }),
      ...views(100, (i) => i * 10, { sessionId: 'scrolled' }),
      at(500, { sessionId: 'scrolled', eventName: 'page_leave', page: { engagedMs: 900, scrollDepth: 40 } }),
      ...views(100, (i) => i * 10, { sessionId: 'cart' }),
      at(501, { sessionId: 'cart', eventName: 'add_to_cart_click' }),
    );
    expect(await marks()).toEqual([...PERSON, ...PERSON, ...PERSON]);
  });

  it('until a late event shows a person', async () => {
    await load(...views(100, (i) => i * 10));
    await load(at(333, { eventName: 'page_leave', page: { engagedMs: 5000 } }));
    expect(await marks()).toEqual(PERSON);
  });

  it('also where the client sent no session id', async () => {
    const event = { sessionId: undefined, clientId: 'c' };
    await load(...views(100, (i) => i * 10, event));
    expect(await marks()).toEqual([{ visit: 'clockwork', is_bot: true, events: ['session:clockwork'] }]);
    await load(at(333, { ...event, eventName: 'click' }));
    expect(await marks()).toEqual(PERSON);
  });
});

const BOT = 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)';
const HEADLESS =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36';

describe('A user agent', () => {
  it('names a bot by the rule, and marks the rest of its visit', async () => {
    await load(
      lakeLine({ sessionId: 'a' }, { userAgent: HEADLESS }),
      lakeLine({ sessionId: 'b' }, { userAgent: BOT }),
      lakeLine({ sessionId: 'b', eventName: 'click' }),
    );
    expect(await marks()).toEqual([
      { visit: 'headless', is_bot: true, events: ['headless'] },
      { visit: 'user_agent', is_bot: true, events: ['session:user_agent', 'user_agent'] },
    ]);
  });

  it('is kept once, with the version of the rules, and each event names it', async () => {
    await load(
      lakeLine({}, { userAgent: BOT }),
      lakeLine({}, { userAgent: BOT }),
      lakeLine({}, { userAgent: undefined }),
    );
    await load(lakeLine({}, { userAgent: BOT }));
    expect(
      await warehouse.query(
        `select u.user_agent, u.bot_reason, (select count(*)::int from clickstream_events as e where e.user_agent_id = u.user_agent_id) as events
         from user_agents as u`,
      ),
    ).toEqual([{ user_agent: BOT, bot_reason: 'user_agent', events: 3 }]);
  });
});

describe('When the rules change', () => {
  /** Makes the warehouse what older rules would have made of it, for the user agents that `sql` names. */
  const asOlderRulesSaw = async (sets: string, where: string) => {
    await warehouse.query(`update user_agents set rules_version = 'older', ${sets} where ${where}`);
    await warehouse.query(
      `update clickstream_events as e set is_bot = u.bot_reason is not null, bot_reason = u.bot_reason, browser = u.browser
       from user_agents as u where u.user_agent_id = e.user_agent_id and u.rules_version = 'older'`,
    );
    await warehouse.query(`insert into etl_touched (kind, key) select 'session', session_id from sessions`);
    await warehouse.query('select refresh_models()');
  };

  it('history is marked anew by the next run, both ways, facts and sessions alike', async () => {
    await load(
      lakeLine({ sessionId: 'bot' }, { userAgent: BOT }),
      lakeLine({ sessionId: 'bot' }),
      lakeLine({ sessionId: 'person' }),
    );
    const right = await marks();
    await asOlderRulesSaw(`bot_reason = null`, `user_agent = '${BOT}'`);
    await asOlderRulesSaw(`bot_reason = 'user_agent', browser = 'Old'`, `user_agent <> '${BOT}'`);
    expect(await marks()).toEqual([
      { visit: 'user_agent', is_bot: true, events: ['session:user_agent', 'user_agent'] },
      { visit: 'user_agent', is_bot: true, events: ['user_agent'] },
    ]);
    await run();
    expect(await marks()).toEqual(right);
    expect(await warehouse.query(`select distinct browser from clickstream_events where not is_bot`)).toEqual([
      { browser: 'Chrome' },
    ]);
    expect(
      await warehouse.query(
        'select count(distinct rules_version)::int as n, bool_or(is_changed) as left from user_agents',
      ),
    ).toEqual([{ n: 1, left: false }]);
  });

  it('a run that is stopped between two steps leaves the rest to the next', async () => {
    await load(
      ...['2026-11-20', '2026-11-21', '2026-11-22'].map((day) =>
        lakeLine({ sessionId: day, eventTimestamp: `${day}T12:00:00.000Z` }, { userAgent: BOT }),
      ),
    );
    const right = await marks();
    await asOlderRulesSaw('bot_reason = null', 'true');
    let asked = 0;
    const stopped = await runEtl({
      lake: new FolderLake(folder),
      databaseUrl: warehouse.url('footfall_etl'),
      logger: pino({ level: 'silent' }),
      shouldStop: () => ++asked > 1,
    });
    expect(stopped.isComplete).toBe(false);
    expect(await warehouse.query('select count(*)::int as n from clickstream_events where is_bot')).toEqual([{ n: 1 }]);
    await run();
    expect(await marks()).toEqual(right);
  });

  describe('for channels, or for bots by behaviour', () => {
    const owner = (sql: string) => warehouse.query(sql, [], 'footfall_owner');
    /** Has the server run another text for a function, as another version of Footfall would, and puts the old one back. */
    const withRule = async (name: string, old: string, other: string, work: () => Promise<void>) => {
      const [row] = await owner(`select pg_get_functiondef('public.${name}'::regproc) as text`);
      const text = String(row?.text);
      expect(text).toContain(old);
      await owner(text.replaceAll(old, other));
      try {
        await work();
      } finally {
        await owner(text);
      }
    };
    const visits = () =>
      warehouse.query('select session_id as id, source, channel, bot_reason from sessions order by 1');
    const expectAsRebuilt = async () => {
      const { comparison } = await rebuildWarehouse({
        lake: new FolderLake(folder),
        ownerUrl: warehouse.url('footfall_owner'),
        logger: pino({ level: 'silent' }),
        isVerification: true,
      });
      expect(comparison?.tables.filter(({ isEqual }) => !isEqual)).toEqual([]);
    };

    it('the next run builds history anew, as a rebuild would', async () => {
      const brisk = { sessionId: 'brisk' };
      const nameless = { sessionId: undefined, clientId: 'nameless' };
      await load(
        ...views(30, (i) => i, brisk),
        ...views(30, (i) => i, nameless),
        at(0, { sessionId: 'from-mail', clientId: 'c-2', referrer: 'https://post.example/' }),
      );
      const before = await visits();
      expect(before.map(({ bot_reason }) => bot_reason)).toEqual([null, null, null]);
      await withRule('refresh_sessions', '>= 60', '>= 20', () =>
        withRule('refresh_sessions', 'f.event_timestamp, 59)', 'f.event_timestamp, 19)', async () => {
          await run();
          expect((await visits()).map(({ bot_reason }) => bot_reason)).toEqual(['page_rate', null, 'page_rate']);
          expect(await marks()).toContainEqual({ visit: 'page_rate', is_bot: true, events: ['session:page_rate'] });
          const restated = await warehouse.query(
            'select distinct reason, events::int, sessions::int from restatements',
          );
          expect(restated).toEqual([{ reason: 'bot_rules', events: -60, sessions: -2 }]);
          await expectAsRebuilt();
        }),
      );
      await withRule('channel_of', "'Referral'", "'Recommended'", async () => {
        await run();
        expect(await visits()).toContainEqual(expect.objectContaining({ id: 'from-mail', channel: 'Recommended' }));
        await expectAsRebuilt();
      });
      await run();
      expect(await visits()).toEqual(before);
    });

    it('so it does when the shop lists a host that brings nobody', async () => {
      await load(at(0, { sessionId: 'paid', referrer: 'https://login.example/' }));
      expect(await visits()).toEqual([{ id: 'paid', source: 'login.example', channel: 'Referral', bot_reason: null }]);
      await owner(`insert into public.internal_referrers values ('login.example')`);
      try {
        await run();
        expect(await visits()).toEqual([{ id: 'paid', source: null, channel: 'Direct', bot_reason: null }]);
        await expectAsRebuilt();
      } finally {
        await owner('delete from public.internal_referrers');
      }
    });

    it('a run that is stopped leaves the rest to the next, and one without a change builds nothing anew', async () => {
      await load(at(0, { sessionId: 'a', referrer: 'https://login.example/' }));
      await warehouse.query(`update settings set session_rules = 'older'`);
      await warehouse.query(`update sessions set channel = 'Older'`);
      await warehouse.query('select touch_outdated_sessions()'); // and killed here
      await run();
      expect(await visits()).toEqual([expect.objectContaining({ channel: 'Referral' })]);
      await warehouse.query(`update sessions set channel = 'Untouched'`);
      await run();
      expect(await visits()).toEqual([expect.objectContaining({ channel: 'Untouched' })]);
    });
  });
});
