-- Refunds one by one, what reports of an order disagree about, and how many decimals a currency has.
create table public.currencies (
    currency text primary key,
    exponent smallint not null
);
comment on table public.currencies is
'ISO 4217: decimals of each currency''s minor unit. Amounts are stored in major units, exact; more decimals than these cannot have been paid.';

insert into public.currencies (currency, exponent)
select c.code, e.exponent
from (
    values
    (0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
    (2, 'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW '
        'CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR '
        'ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR '
        'MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN '
        'SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG'),
    (3, 'BHD IQD JOD KWD LYD OMR TND'),
    (4, 'CLF UYW')
) as e (exponent, codes)
cross join lateral regexp_split_to_table(e.codes, '\s+') as c (code);

create table public.refunds (
    event_id uuid primary key,
    order_id text not null,
    refund_id text,
    currency text,
    amount numeric,
    counted numeric not null,
    items jsonb,
    mark text check (mark in ('repeated', 'unknown_order', 'no_amount', 'negative', 'other_currency', 'exceeds')),
    is_trusted boolean not null,
    refunded_at timestamptz not null
);
create index refunds_order on public.refunds (order_id);
create index refunds_refunded_at on public.refunds (refunded_at);
comment on table public.refunds is
'Grain: refund event of an order; what counts of it is in counted, and why less than amount in mark. The sum of counted is orders.refunded, and never more than the order''s total.';
comment on column public.refunds.refund_id is 'properties.refundId, by which a refund that is reported again is known; null where none was sent';
comment on column public.refunds.currency is 'As sent, else the order''s';
comment on column public.refunds.amount is 'As sent; else what its lines cost; else the order''s total. Major units, exact';
comment on column public.refunds.counted is 'What it takes off the order, in the order''s currency';
comment on column public.refunds.mark is
'Null where all of it counts. repeated: the same refund_id before; unknown_order: no report of the order yet; other_currency: not the order''s; exceeds: the order''s total was used up';

create table public.order_conflicts (
    order_id text not null,
    event_id uuid not null,
    currency text,
    total numeric,
    kept_event_id uuid not null,
    kept_currency text,
    kept_total numeric,
    is_trusted boolean not null,
    reported_at timestamptz not null,
    primary key (order_id, event_id)
);
comment on table public.order_conflicts is
'Grain: order_id x event_id: a report that gives another total or currency than the one that is the order (kept_…).';
