-- Why figures change now: what the transaction says of itself, else that events arrived late.
create or replace function public.restatement_reason()
returns text
language sql
stable
parallel safe
as $$
    select coalesce(nullif(current_setting('footfall.restatement_reason', true), ''), 'late_events')
$$;

-- A day is reported once a complete run ended after the day's end: from then on somebody may have read its figures.
-- A run over one prefix (the quarantine's, for one) has not looked at the events.
create or replace function public.reported_until()
returns timestamptz
language sql
stable
parallel safe
as $$
    with last_report as (
        select r.ended_at
        from etl_runs as r
        where r.status = 'succeeded' and r.is_complete and r.scope not like 'prefix %'
        order by r.run_id desc
        limit 1
    )
    select shop_day_start(shop_day(l.ended_at))
    from last_report as l
    inner join settings as s on s.zone_since < l.ended_at
$$;
comment on function public.reported_until is
'What happened before this instant belongs to a day that was reported; null where no day was. It is a midnight of the shop''s zone';

-- Adds up what was changed of reported days since the last run ended, and writes what is left of it to the ledger.
-- The caller holds the loader's lock. Returns how many days it restated.
create or replace function public.write_restatements(for_run bigint)
returns integer
language sql
as $$
    with changes as (
        delete from etl_day_changes
        returning *
    ),
    order_changes as (
        select
            c.day, c.reason, c.order_id, c.currency, sum(c.orders) as orders, sum(c.gross) as gross, sum(c.refunded) as refunded
        from changes as c
        where c.order_id is not null
        group by c.day, c.reason, c.order_id, c.currency
    ),
    figures as (
        select c.day, c.reason, null as currency, c.events, c.sessions, 0 as orders, 0 as gross, 0 as refunded
        from changes as c
        where c.order_id is null
        union all
        select o.day, o.reason, null, 0, 0, o.orders, 0, 0 from order_changes as o
        union all
        select o.day, o.reason, o.currency, 0, 0, 0, o.gross, 0 from order_changes as o
        union all
        -- an order that was there before, on that day, and is there now: what differs was given back since
        select
            o.day,
            case when o.orders = 0 and o.reason = 'late_events' then 'refunds' else o.reason end,
            o.currency, 0, 0, 0, 0, o.refunded
        from order_changes as o
    ),
    sums as (
        select
            f.day,
            f.reason,
            f.currency,
            sum(f.events) as events,
            sum(f.sessions) as sessions,
            sum(f.orders) as orders,
            sum(f.gross) as gross,
            sum(f.refunded) as refunded
        from figures as f
        group by f.day, f.reason, f.currency
    ),
    written as (
        insert into restatements (run_id, day, time_zone, reason, currency, events, sessions, orders, gross, refunded)
        select for_run, s.day, shop_zone(), s.reason, s.currency, s.events, s.sessions, s.orders, s.gross, s.refunded
        from sums as s
        where s.events <> 0 or s.sessions <> 0 or s.orders <> 0 or s.gross <> 0 or s.refunded <> 0
        order by s.day, s.reason, s.currency nulls first
        returning day
    )
    select count(distinct w.day)::integer from written as w
$$;
