import type { Pool } from 'pg';
import { inTransaction, type Queryable } from './database';
import { findOrder, type Order } from './orders';
import type { Refund } from './refunds';

/** The browser's ids under which the analytics know a shopper. */
export interface ReportedShopper {
  clientId?: string;
  sessionId?: string;
  userId?: string;
  /** The storefront. */
  site?: string;
}

/** What the shop's server has to tell the analytics. */
export interface Report {
  eventId: string;
  happenedAt: Date;
  shopper: ReportedShopper;
  order: Order;
  /** Undefined where the order itself is reported. */
  refund: Refund | undefined;
}

/** Notes a report in the transaction of what it tells of: there is never one without the other. */
export async function noteReport(
  db: Queryable,
  { orderId, refundId, shopper }: { orderId: string; refundId?: string | undefined; shopper: ReportedShopper },
): Promise<void> {
  await db.query('insert into reports (order_id, refund_id, shopper) values ($1, $2, $3)', [
    orderId,
    refundId ?? null,
    shopper,
  ]);
}

/** The wait between two tries doubles up to an hour: a collector that is away for long is not hammered. */
const LONGEST_WAIT_SECONDS = 3600;

interface Row {
  reportId: string;
  eventId: string;
  orderId: string;
  shopper: ReportedShopper;
  happenedAt: Date;
  refund: Refund | null;
}

/**
 * Hands every report that is due to `send`, one by one, and removes those that it took. A report that `send` throws on
 * stays for later; two processes never hold the same one.
 *
 * @returns how many were delivered, and why the last of the others was not
 */
export async function deliverReports(
  pool: Pool,
  send: (report: Report) => Promise<void>,
): Promise<{ delivered: number; failed: number; reason?: unknown }> {
  const result: { delivered: number; failed: number; reason?: unknown } = { delivered: 0, failed: 0 };
  for (;;) {
    const outcome = await inTransaction(pool, async (client) => {
      const report = await nextReport(client);
      if (!report) return 'none';
      const error = await send(report.content).then(
        () => undefined,
        (reason: unknown) => reason ?? new Error('no reason'),
      );
      if (error === undefined) {
        await client.query('delete from reports where report_id = $1', [report.id]);
        return 'delivered';
      }
      result.reason = error;
      await client.query(
        `update reports set attempts = attempts + 1,
           next_try_at = now() + make_interval(secs => least(2 ^ least(attempts, 12), $2))
         where report_id = $1`,
        [report.id, LONGEST_WAIT_SECONDS],
      );
      return 'failed';
    });
    if (outcome === 'none') return result;
    result[outcome]++;
  }
}

async function nextReport(db: Queryable): Promise<{ id: string; content: Report } | undefined> {
  const { rows } = await db.query<Row>(
    `select r.report_id as "reportId", r.event_id as "eventId", r.order_id as "orderId", r.shopper,
       r.happened_at as "happenedAt",
       (select jsonb_build_object('amountCents', f.amount_cents, 'lines', f.items)
        from refunds f where f.refund_id = r.refund_id) as refund
     from reports r where r.next_try_at <= now()
     order by r.report_id limit 1 for update skip locked`,
  );
  const row = rows[0];
  const order = row && (await findOrder(db, row.orderId));
  if (!row || !order) return undefined;
  const { eventId, happenedAt, shopper, refund } = row;
  return { id: row.reportId, content: { eventId, happenedAt, shopper, order, refund: refund ?? undefined } };
}
