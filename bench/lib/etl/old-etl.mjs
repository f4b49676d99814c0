import { randomUUID } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { withClient } from '../../../warehouse/dist/index.js';

const BUCKET = 'raw';
const PREFIX = 'old/events/2026/11/22/12/';
const ROWS_A_STATEMENT = 200;
const COLUMNS = [
  'event_id',
  'event_timestamp',
  'event_name',
  'user_id',
  'user_login_state',
  'identity_source',
  'client_id',
  'session_id',
  'is_first_visit',
  'context_product_id',
  'context_product_name',
  'context_product_category',
  'context_product_brand',
  'context_product_price',
  'context_product_discount_price',
  'context_product_url_path',
];

const clientOf = (endpoint) =>
  new S3Client({ endpoint, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });

/** Writes events as the platform's first Lambdas did: an object for each. */
export async function fillOld(endpoint, count) {
  const s3 = clientOf(endpoint);
  for (let i = 0; i < count; i++) {
    const event = {
      eventId: randomUUID(),
      eventName: i % 3 ? 'page_view' : 'product_view',
      eventTimestamp: new Date(Date.UTC(2026, 10, 22, 12) + i).toISOString(),
      clientId: `client-${i % 997}`,
      sessionId: `session-${i % 1999}`,
      userLoginState: 'anonymous',
      pageUrl: `https://shop.example/laptops/p-${i % 500}`,
      product: { id: `p-${i % 500}`, name: 'Laptop 14', category: 'Laptops', brand: 'North', price: 999 },
      _ingest: { receivedAt: new Date(Date.UTC(2026, 10, 22, 12) + i).toISOString(), userAgent: 'Mozilla/5.0' },
    };
    const Key = `${PREFIX}event-${randomUUID()}.json`;
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: JSON.stringify(event) }));
  }
  s3.destroy();
}

/**
 * The platform's old ETL: lists the hour, gets one object after the other, and inserts rows of its 16 columns, 200 a
 * statement. It keeps no ledger, and builds no model. @returns events a second
 */
export async function oldEtl(endpoint, warehouse) {
  const s3 = clientOf(endpoint);
  try {
    return await withClient(warehouse.url('footfall_owner'), async (client) => {
      await client.query('create table old_events as select * from clickstream_events with no data');
      await client.query('alter table old_events add primary key (event_id)');
      const started = performance.now();
      let loaded = 0;
      let rows = [];
      const flush = async () => {
        if (rows.length > 0) await insert(client, rows);
        loaded += rows.length;
        rows = [];
      };
      for await (const key of keys(s3)) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
        rows.push(rowOf(JSON.parse(await Body.transformToString())));
        if (rows.length === ROWS_A_STATEMENT) await flush();
      }
      await flush();
      const perSecond = loaded / ((performance.now() - started) / 1000);
      await client.query('drop table old_events');
      return perSecond;
    });
  } finally {
    s3.destroy();
  }
}

async function* keys(s3) {
  let token;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: PREFIX, ContinuationToken: token }));
    for (const { Key } of page.Contents ?? []) yield Key;
    token = page.NextContinuationToken;
  } while (token);
}

const rowOf = ({ product = {}, ...event }) => [
  event.eventId,
  event.eventTimestamp,
  event.eventName,
  event.userId,
  event.userLoginState,
  event.identitySource,
  event.clientId,
  event.sessionId,
  event.isFirstVisit,
  product.id,
  product.name,
  product.category,
  product.brand,
  product.price,
  product.discountPrice,
  product.urlPath,
];

async function insert(client, rows) {
  const places = rows.map(
    (_, row) => `(${COLUMNS.map((_name, column) => `$${row * COLUMNS.length + column + 1}`).join(', ')})`,
  );
  await client.query(
    `insert into old_events (${COLUMNS.join(', ')}) values ${places.join(', ')} on conflict (event_id) do nothing`,
    rows.flat(),
  );
}
