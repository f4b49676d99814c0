import type { withClient } from '@footfall/warehouse';
import { type Days, daysIn, type Period } from './period.js';

/** A connection to the warehouse. */
export type Client = Parameters<Parameters<typeof withClient>[1]>[0];

/** Rows of `dash.overview`, and so on: the names are those of the functions' columns. */
export interface Overview {
  events: number;
  page_views: number;
  visitors: number;
  sessions: number;
  orders: number;
  conversion: number | null;
  bounce_rate: number | null;
}

export interface Revenue {
  currency: string | null;
  orders: number;
  gross: number;
  refunded: number;
  net: number;
  average_order: number | null;
}

export interface Bucket {
  bucket: string;
  visitors: number;
  sessions: number;
  orders: number;
}

export interface FunnelStep {
  step: string;
  sessions: number;
  share_of_first: number | null;
}

export interface EventShare {
  event_name: string;
  events: number;
  share: number;
}

export interface Product {
  product_id: string;
  name: string | null;
  currency: string | null;
  views: number;
  units: number;
  revenue: number | null;
}

export interface Health {
  received: number;
  unbalanced_hours: number;
  seconds_since_success: number | null;
  last_status: string | null;
  last_event_at: string | null;
}

/** The figures of some days. */
export interface Figures {
  overview: Overview;
  revenue: Revenue[];
}

/** What `footfall report` says. */
export interface Report {
  timeZone: string;
  period: Period;
  /** Of the days that are over, of as many days before, and of today; undefined where there is no such day. */
  full: Figures | undefined;
  before: Figures | undefined;
  today: Figures | undefined;
  grain: 'day' | 'week';
  trend: Bucket[];
  funnel: FunnelStep[];
  topEvents: EventShare[];
  topProducts: Product[];
  health: Health;
}

const TOP = 5;
/** More days than this are shown as weeks. */
const MAX_DAYS_APART = 35;

/** The shop's zone, and today in it. */
export async function shopToday(client: Client): Promise<{ timeZone: string; today: string }> {
  const { rows } = await client.query<{ timeZone: string; today: string }>(
    `select time_zone as "timeZone", (now() at time zone time_zone)::date::text as today from dash.settings`,
  );
  return rows[0] as { timeZone: string; today: string };
}

/** Asks the functions that the dashboards ask, so that both say the same. */
export async function figuresOf(client: Client, period: Period, timeZone: string): Promise<Report> {
  const ask = async <T>(call: string, days: Days, more = ''): Promise<T[]> => {
    const { rows } = await client.query<{ row: T }>(
      `select to_jsonb(r) as row from ${call}(p_from => $1, p_to => $2, p_tz => $3${more}) as r`,
      [days.from, days.to, timeZone],
    );
    return rows.map(({ row }) => row);
  };
  const figures = async (days: Days | undefined): Promise<Figures | undefined> =>
    days && {
      overview: (await ask<Overview>('dash.overview', days))[0] as Overview,
      revenue: await ask<Revenue>('dash.revenue', days),
    };
  const grain = daysIn(period) > MAX_DAYS_APART ? 'week' : 'day';
  return {
    timeZone,
    period,
    full: await figures(period.full),
    before: await figures(period.before),
    today: await figures(period.hasToday ? { from: period.to, to: period.to } : undefined),
    grain,
    trend: await ask<Bucket>('dash.trend', period, `, p_grain => '${grain}'`),
    funnel: await ask<FunnelStep>('dash.funnel', period),
    topEvents: await ask<EventShare>('dash.top_events', period, `, p_limit => ${TOP}`),
    topProducts: (await ask<Product>('dash.products', period)).slice(0, TOP),
    health: await health(client),
  };
}

async function health(client: Client): Promise<Health> {
  const { rows } = await client.query<{ row: Health }>('select to_jsonb(h) as row from dash.health() as h');
  return (rows[0] as { row: Health }).row;
}
