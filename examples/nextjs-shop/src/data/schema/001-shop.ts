// Why: the shop's own database, apart from the warehouse. Money is stored in cents, so that sums are exact.
// `inventory.quantity >= 0` is the last word against overselling: whatever the code does, the database refuses.
export const SHOP_TABLES = `
create table users (
  user_id uuid primary key default gen_random_uuid(),
  email text not null,
  name text not null,
  password_hash text not null,
  created_at timestamptz not null default now()
);
create unique index users_email on users (lower(email));

create table login_sessions (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  expires_at timestamptz not null
);

create table products (
  product_id text primary key,
  slug text not null unique,
  name text not null,
  brand text not null,
  category text not null,
  price_cents integer not null check (price_cents > 0),
  discount_cents integer check (discount_cents > 0 and discount_cents < price_cents),
  description text not null,
  specs jsonb not null,
  is_featured boolean not null,
  added_on date not null
);
create index products_category on products (category);

create table inventory (
  product_id text primary key references products,
  quantity integer not null check (quantity >= 0)
);

-- A visitor is a browser, known by a cookie, so that the cart survives reload and sign-in.
create table carts (
  cart_id uuid primary key default gen_random_uuid(),
  visitor_id uuid not null,
  address jsonb, -- null until the first step of the checkout
  shipping_method text, -- null until the second
  created_at timestamptz not null default now(),
  ordered_at timestamptz -- null while the cart is open
);
create unique index carts_open on carts (visitor_id) where ordered_at is null;

create table cart_items (
  cart_id uuid not null references carts on delete cascade,
  product_id text not null references products,
  quantity integer not null check (quantity between 1 and 10),
  added_at timestamptz not null default now(),
  primary key (cart_id, product_id)
);

-- One order a cart: a checkout that is submitted twice finds the first order again.
create table orders (
  order_id uuid primary key default gen_random_uuid(),
  order_number bigint generated always as identity (start with 100201) unique,
  cart_id uuid not null unique references carts,
  visitor_id uuid not null,
  user_id uuid references users, -- null for guests
  address jsonb not null,
  shipping_method text not null,
  payment_method text not null,
  currency char(3) not null default 'EUR',
  subtotal_cents integer not null check (subtotal_cents > 0),
  shipping_cents integer not null check (shipping_cents >= 0),
  tax_cents integer not null check (tax_cents >= 0),
  total_cents integer not null,
  placed_at timestamptz not null default now(),
  check (total_cents = subtotal_cents + shipping_cents)
);

-- Names and prices are copied: an order says what was bought, whatever the catalogue says later.
create table order_items (
  order_id uuid not null references orders on delete cascade,
  line integer not null,
  product_id text not null references products,
  slug text not null,
  name text not null,
  brand text not null,
  category text not null,
  price_cents integer not null,
  unit_cents integer not null check (unit_cents between 1 and price_cents),
  quantity integer not null check (quantity > 0),
  primary key (order_id, line),
  unique (order_id, product_id)
);
`;
