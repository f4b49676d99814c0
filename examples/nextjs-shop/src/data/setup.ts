import type { Pool, PoolClient } from 'pg';
import { CATALOGUE } from '../catalogue';
import { COUPONS } from '../catalogue/coupons';
import { inTransaction } from './database';
import { MIGRATIONS } from './schema';

/** Any number that no other user of the database takes: two shops that start at once wait for each other. */
const SETUP_LOCK = 7_246_001;

/** Brings schema and catalogue up to date. Safe to run at every start: what was sold stays sold. */
export async function setUpDatabase(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [SETUP_LOCK]);
    await migrate(client);
    await seed(client);
  });
}

async function migrate(client: PoolClient): Promise<void> {
  await client.query('create table if not exists schema_migrations (migration_id integer primary key)');
  const { rows } = await client.query<{ migration_id: number }>('select migration_id from schema_migrations');
  const applied = new Set(rows.map((row) => row.migration_id));
  for (const { id, sql } of MIGRATIONS) {
    if (applied.has(id)) continue;
    await client.query('insert into schema_migrations values ($1)', [id]);
    await client.query(sql);
  }
}

async function seed(client: PoolClient): Promise<void> {
  const rows = CATALOGUE.map((product) => ({
    product_id: product.id,
    slug: product.slug,
    name: product.name,
    brand: product.brand,
    variant_of: product.variantOf,
    variant_name: product.variantName,
    category: product.category,
    price_cents: product.priceCents,
    discount_cents: product.discountCents,
    description: product.description,
    specs: product.specs,
    is_featured: product.isFeatured,
    added_on: product.addedOn,
    quantity: product.stock,
  }));
  const json = JSON.stringify(rows);
  await client.query(
    `insert into products (product_id, slug, name, brand, variant_of, variant_name, category, price_cents,
         discount_cents, description, specs, is_featured, added_on)
       select product_id, slug, name, brand, variant_of, variant_name, category, price_cents, discount_cents,
         description, specs, is_featured, added_on
       from jsonb_populate_recordset(null::products, $1)
     on conflict (product_id) do update set
       slug = excluded.slug, name = excluded.name, brand = excluded.brand,
       variant_of = excluded.variant_of, variant_name = excluded.variant_name, category = excluded.category,
       price_cents = excluded.price_cents, discount_cents = excluded.discount_cents,
       description = excluded.description, specs = excluded.specs, is_featured = excluded.is_featured,
       added_on = excluded.added_on`,
    [json],
  );
  await client.query(
    `insert into inventory
       select product_id, quantity from jsonb_populate_recordset(null::inventory, $1)
     on conflict (product_id) do nothing`,
    [json],
  );
  await client.query(
    `insert into coupons
       select code, percent, cents, "minimumCents", "validUntil" from jsonb_to_recordset($1)
         as coupon (code text, percent int, cents int, "minimumCents" int, "validUntil" date)
     on conflict (code) do update set percent = excluded.percent, cents = excluded.cents,
       minimum_cents = excluded.minimum_cents, valid_until = excluded.valid_until`,
    [JSON.stringify(COUPONS)],
  );
}
