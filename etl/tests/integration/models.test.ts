import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { runEtl } from '../../src/index.js';
import { lakeLine, putLines } from '../helpers/events.js';

let warehouse: TestWarehouse;
let folder: string;
let objects = 0;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
  folder = await mkdtemp(join(tmpdir(), 'footfall-models-'));
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await warehouse.empty();
  await rm(join(folder, 'events'), { recursive: true, force: true });
});

/** Loads events in a run of their own. */
async function load(...events: [Record<string, unknown>, Record<string, unknown>?][]): Promise<void> {
  const lake = new FolderLake(folder);
  await putLines(
    lake,
    `load-${++objects}`,
    events.map(([event, ingest]) => lakeLine(event, ingest)),
  );
  await runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger: pino({ level: 'silent' }) });
}

const at = (time: string) => `2026-11-22T${time}:00.000Z`;
const LATE = { receivedAt: at('20:00'), sentAt: at('20:00') };

describe('Sessions', () => {
  it('are built again whole when a late event arrives', async () => {
    await load([{ eventTimestamp: at('10:05'), pageUrl: 'https://shop.example/cart' }, LATE]);
    await load([
      { eventTimestamp: at('10:00'), pageUrl: 'https://shop.example/?utm_source=news&utm_medium=email' },
      LATE,
    ]);
    expect(
      await warehouse.query(
        'select event_count, entry_page_path, exit_page_path, channel, source, started_at, ended_at from sessions',
      ),
    ).toEqual([
      {
        event_count: 2,
        entry_page_path: '/',
        exit_page_path: '/cart',
        channel: 'Email',
        source: 'news',
        started_at: new Date(at('10:00')),
        ended_at: new Date(at('10:05')),
      },
    ]);
  });

  it('without an id end after 30 minutes of silence, and join again when a late event fills the gap', async () => {
    const visit = (time: string): [Record<string, unknown>, Record<string, unknown>] => [
      { sessionId: undefined, clientId: 'c', eventTimestamp: at(time) },
      LATE,
    ];
    await load(visit('10:00'), visit('10:29'), visit('11:00'));
    const ids = async () =>
      (await warehouse.query('select session_id as id, event_count as n from sessions order by started_at')).map(
        ({ id, n }) => `${id} ${n}`,
      );
    expect(await ids()).toEqual(['c@20261122T100000000 2', 'c@20261122T110000000 1']);
    await load(visit('10:45'));
    expect(await ids()).toEqual(['c@20261122T100000000 4']);
  });

  it('survive a session id that was made up to equal a derived one', async () => {
    await load([{ sessionId: undefined, clientId: 'c', eventTimestamp: at('10:00') }, LATE]);
    await load([{ sessionId: 'c@20261122T100000000', clientId: 'evil', eventTimestamp: at('10:00') }, LATE]);
    await load([{ sessionId: undefined, clientId: 'c', eventTimestamp: at('10:01') }, LATE]);
    expect(await warehouse.query('select count(*)::int as n from sessions')).toEqual([{ n: 1 }]);
  });

  it('are the same whichever came first, a derived id or one that was made up to equal it', async () => {
    const derived = { sessionId: undefined, clientId: 'c', eventTimestamp: at('10:00') };
    const madeUp = { sessionId: 'c@20261122T100000000', clientId: 'evil', eventTimestamp: at('10:00') };
    const seen = [];
    for (const loads of [[[derived], [madeUp]], [[madeUp], [derived]], [[derived, madeUp]]]) {
      await warehouse.empty();
      await rm(join(folder, 'events'), { recursive: true, force: true });
      for (const events of loads) await load(...events.map((event): [typeof event, typeof LATE] => [event, LATE]));
      seen.push(await warehouse.query('select session_id, client_id, event_count, is_derived from sessions'));
    }
    const wanted = [{ session_id: madeUp.sessionId, client_id: 'evil', event_count: 1, is_derived: false }];
    expect(seen).toEqual([wanted, wanted, wanted]);
  });

  it('know the steps of the funnel, bounces and bots', async () => {
    const bot = 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)';
    await load(
      [{ sessionId: 'a', eventName: 'page_view' }],
      [{ sessionId: 'b', eventName: 'product_view' }],
      [{ sessionId: 'b', eventName: 'add_to_cart_click' }],
      [{ sessionId: 'b', eventName: 'checkout_step', userLoginState: 'logged_in', userId: 'u' }],
      [{ sessionId: 'c', eventName: 'page_view' }, { userAgent: bot }],
    );
    const rows =
      await warehouse.query(`select session_id as id, is_bounce, is_bot, has_product_view as view, has_add_to_cart as cart,
      has_checkout as checkout, has_purchase as purchase, user_id, user_login_state as login from sessions order by 1`);
    expect(rows).toEqual([
      {
        id: 'a',
        is_bounce: true,
        is_bot: false,
        view: false,
        cart: false,
        checkout: false,
        purchase: false,
        user_id: null,
        login: null,
      },
      {
        id: 'b',
        is_bounce: false,
        is_bot: false,
        view: true,
        cart: true,
        checkout: true,
        purchase: false,
        user_id: 'u',
        login: 'logged_in',
      },
      {
        id: 'c',
        is_bounce: true,
        is_bot: true,
        view: false,
        cart: false,
        checkout: false,
        purchase: false,
        user_id: null,
        login: null,
      },
    ]);
  });

  it.each([
    ['', '', 'Direct'],
    ['', 'https://www.google.de/', 'Organic Search'],
    ['', 'https://www.google.co.uk/', 'Organic Search'],
    ['', 'https://google.evil-shop.example/', 'Referral'],
    ['', 'android-app://com.google.android.googlequicksearchbox/', 'Organic Search'],
    ['', 'https://l.instagram.com/', 'Organic Social'],
    ['', 'https://m.youtube.com/', 'Organic Video'],
    ['', 'https://www.amazon.co.jp/', 'Organic Shopping'],
    ['', 'https://shopping.google.com/', 'Organic Shopping'],
    ['', 'https://mail.google.com/', 'Referral'],
    ['', 'https://chatgpt.com/', 'Referral'],
    ['', 'https://blog.example/', 'Referral'],
    ['', 'https://shop.example/other', 'Direct'],
    ['', 'https://www.shop.example/other', 'Direct'],
    ['', 'https://checkout.shop.example/other', 'Direct'],
    ['', 'https://othershop.example/', 'Referral'],
    ['', 'https://www.paypal.com/checkout', 'Direct'],
    ['?utm_source=google&utm_medium=cpc', 'https://www.google.de/', 'Paid Search'],
    ['?utm_source=GOOGLE&utm_medium=CPC&utm_campaign=Cross-Network', '', 'Cross-network'],
    ['?utm_source=google&utm_medium=cpc&utm_campaign=summer_shopping', '', 'Paid Shopping'],
    ['?utm_source=google&utm_medium=cpc&utm_campaign=workshop', '', 'Paid Search'],
    ['?utm_source=amazon&utm_medium=retargeting', '', 'Paid Shopping'],
    ['?utm_source=facebook&utm_medium=paid-social', '', 'Paid Social'],
    ['?utm_source=youtube.com&utm_medium=cpc', '', 'Paid Video'],
    ['?utm_source=network&utm_medium=banner', '', 'Display'],
    ['?utm_source=network&utm_medium=cpa', '', 'Paid Other'],
    ['?utm_source=network&utm_medium=ppc', '', 'Paid Other'],
    ['?utm_source=x&utm_medium=social', '', 'Organic Social'],
    ['?utm_source=x&utm_medium=online-video', '', 'Organic Video'],
    ['?utm_source=x&utm_medium=organic', '', 'Organic Search'],
    ['?utm_source=x&utm_medium=link', '', 'Referral'],
    ['?utm_source=news&utm_medium=email', '', 'Email'],
    ['?utm_source=e-mail&utm_medium=x', '', 'Email'],
    ['?utm_source=x&utm_medium=affiliate', '', 'Affiliates'],
    ['?utm_source=podcast&utm_medium=audio', '', 'Audio'],
    ['?utm_source=sms&utm_medium=x', '', 'SMS'],
    ['?utm_source=x&utm_medium=web-push', '', 'Mobile Push Notifications'],
    ['?utm_source=firebase&utm_medium=x', '', 'Mobile Push Notifications'],
    ['?gclid=1', 'https://www.google.de/', 'Paid Search'],
    ['?msclkid=1', '', 'Paid Search'],
    ['?fbclid=1', 'https://l.facebook.com/', 'Organic Social'],
    ['?ttclid=1', '', 'Paid Social'],
    ['?dclid=1', '', 'Display'],
    ['?utm_source=news&utm_medium=email&fbclid=1', '', 'Email'],
    ['?utm_source=x&utm_medium=strange', '', 'Unassigned'],
  ])('come by a channel: "%s" from "%s" is %s', async (query, referrer, channel) => {
    await load([{ pageUrl: `https://shop.example/${query}`, referrer }]);
    expect(await warehouse.query('select channel from sessions')).toEqual([{ channel }]);
  });

  it('name their source and medium by campaign, click or referrer', async () => {
    const visits: [string, string, string | null, string | null][] = [
      ['?utm_source=news&utm_medium=email&gclid=1', 'https://blog.example/', 'news', 'email'],
      ['?msclkid=1', 'https://blog.example/', 'bing', 'cpc'],
      ['', 'https://www.google.de/', 'google', 'organic'],
      ['', 'https://blog.example/', 'blog.example', 'referral'],
      ['', 'https://pay.bank.example/', null, null],
    ];
    await warehouse.query(`insert into internal_referrers values ('bank.example')`);
    await load(
      ...visits.map(([query, referrer], i): [Record<string, unknown>] => [
        { sessionId: `s${i}`, pageUrl: `https://shop.example/${query}`, referrer },
      ]),
    );
    await warehouse.query('delete from internal_referrers');
    expect(await warehouse.query('select source, medium from sessions order by session_id')).toEqual(
      visits.map(([, , source, medium]) => ({ source, medium })),
    );
  });
});

describe('Orders', () => {
  const order = (fields: Record<string, unknown>, event: Record<string, unknown> = {}): [Record<string, unknown>] => [
    { eventName: 'checkout_complete', order: { id: 'o1', currency: 'EUR', ...fields }, ...event },
  ];
  const orders = () =>
    warehouse.query(`select order_id, currency, total::float, tax::float, item_count::int, refunded::float, count_reports,
    count_conflicts, is_trusted, session_id from orders order by 1`);

  it('are the first report with a total; repeats add nothing, and differing ones are conflicts', async () => {
    await load(
      order({}, { eventTimestamp: at('09:00') }),
      order(
        { total: 100.1, tax: 19, items: [{ id: 'p', price: 50.05, quantity: 2 }] },
        { eventTimestamp: at('10:00') },
      ),
    );
    await load(
      order({ total: 100.1 }, { eventTimestamp: at('11:00') }),
      order({ total: 99 }, { eventTimestamp: at('12:00') }),
    );
    expect(await orders()).toEqual([
      {
        order_id: 'o1',
        currency: 'EUR',
        total: 100.1,
        tax: 19,
        item_count: 2,
        refunded: 0,
        count_reports: 4,
        count_conflicts: 1,
        is_trusted: false,
        session_id: 'session-1',
      },
    ]);
    expect(await warehouse.query('select product_id, quantity::int, revenue::float from order_items')).toEqual([
      { product_id: 'p', quantity: 2, revenue: 100.1 },
    ]);
  });

  it('are what the shop’s own server says, with the browser’s session', async () => {
    await load(order({ total: 1 }, { eventTimestamp: at('10:00') }));
    await load([
      { ...order({ total: 80 })[0], clientId: undefined, sessionId: undefined, eventTimestamp: at('10:01') },
      { trusted: true, userAgent: 'node' },
    ]);
    expect(await orders()).toMatchObject([
      { total: 80, is_trusted: true, session_id: 'session-1', count_reports: 2, count_conflicts: 1 },
    ]);
  });

  it('take back refunds, in part, once each, in whatever order they come', async () => {
    const refund = {
      eventName: 'refund',
      order: { id: 'o1', total: 30 },
      eventId: '0199c0de-0000-7000-8000-ffffffffffff',
    };
    await load([refund]);
    expect(await orders()).toEqual([]);
    await load(order({ total: 100 }), [refund]);
    await load([{ eventName: 'refund', order: { id: 'o1', total: 20.5 } }]);
    expect(await orders()).toMatchObject([{ total: 100, refunded: 50.5 }]);
  });

  it('keep cents exact', async () => {
    await load(
      ...[0.1, 0.2, 79.99, 123_456_789.01]
        .map((total, i) => order({ id: `o${i}`, total })[0])
        .map((event): [Record<string, unknown>] => [event]),
    );
    expect(await warehouse.query('select sum(total)::text as sum from orders')).toEqual([{ sum: '123456869.30' }]);
  });
});
