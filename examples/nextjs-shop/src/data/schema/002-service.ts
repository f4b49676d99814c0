// Why: what a shop needs beyond the first sale: variants, coupons, wishlists, carts that follow an account, refunds, and
// a box of reports to the analytics that is filled in the same transaction as the order. Accounts part from users: an
// identity provider knows passwords, the shop knows only who somebody is there.
export const SERVICE_TABLES = `
alter table products
  add column variant_of text references products, -- null for products themselves
  add column variant_name text, -- null where there is no choice
  add check (variant_of is null or variant_name is not null);
create index products_variant_of on products (variant_of);

create table coupons (
  code text primary key check (code = upper(code)),
  percent integer check (percent between 1 and 50),
  cents integer check (cents > 0),
  minimum_cents integer not null check (minimum_cents >= 0),
  valid_until date, -- null for ever
  check ((percent is null) <> (cents is null)),
  check (cents is null or cents <= minimum_cents)
);

-- An open cart of a signed-in shopper is found from any of their browsers.
alter table carts
  add column user_id uuid references users, -- null for guests
  add column coupon_code text references coupons;

create table wishlist_items (
  owner_id uuid not null, -- a user, or a visitor who is not signed in
  product_id text not null references products,
  added_at timestamptz not null default now(),
  primary key (owner_id, product_id)
);

-- Accounts of the local identity provider. With another provider this table stays empty.
create table accounts (
  account_id uuid primary key default gen_random_uuid(),
  email text not null,
  name text not null,
  password_hash text not null,
  created_at timestamptz not null default now()
);
create unique index accounts_email on accounts (lower(email));
insert into accounts select user_id, email, name, password_hash, created_at from users;

drop index users_email;
alter table users
  drop column password_hash,
  add column provider text not null default 'local', -- 'local', or the issuer's address
  add column subject text;
update users set subject = user_id::text;
alter table users
  alter column provider drop default,
  alter column subject set not null,
  add unique (provider, subject);

alter table orders
  add column coupon_code text, -- copied, as names and prices are
  add column discount_cents integer not null default 0,
  add column refunded_cents integer not null default 0,
  add column cancelled_at timestamptz, -- null unless cancelled
  drop constraint orders_check,
  add constraint orders_total check (total_cents = subtotal_cents - discount_cents + shipping_cents),
  add constraint orders_discount check (discount_cents between 0 and subtotal_cents),
  add constraint orders_refunded check (refunded_cents between 0 and total_cents);
create index orders_visitor on orders (visitor_id);
create index orders_user on orders (user_id);

alter table order_items
  add column returned_quantity integer not null default 0,
  add constraint order_items_returned check (returned_quantity between 0 and quantity);

create table refunds (
  refund_id uuid primary key default gen_random_uuid(),
  order_id uuid not null references orders,
  kind text not null check (kind in ('cancellation', 'return')),
  amount_cents integer not null check (amount_cents >= 0),
  items jsonb not null, -- as order_items, with the quantity that came back
  refunded_at timestamptz not null default now()
);
create index refunds_order on refunds (order_id);

-- Written in the transaction of what it tells of, removed when the collector has taken it.
create table reports (
  report_id bigint generated always as identity primary key,
  event_id uuid not null default gen_random_uuid(),
  order_id uuid not null references orders,
  refund_id uuid references refunds, -- null for the order itself
  shopper jsonb not null, -- the browser's ids
  happened_at timestamptz not null default now(),
  attempts integer not null default 0,
  next_try_at timestamptz not null default now()
);
`;
