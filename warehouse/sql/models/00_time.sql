-- From instants to days and back, and the days whose rollups must be rebuilt.

-- The first instant of a day of the shop's zone. Where clocks go back over midnight, a day has two of them: the earlier counts,
-- so that shop_day and this function never disagree. Clocks go back by half an hour, one hour or two.
create or replace function public.shop_day_start(of_day date)
returns timestamptz
language sql
stable
parallel safe
as $$
    with midnight as (
        select of_day::timestamp at time zone shop_zone() as starts_at
    ),
    candidates as (
        select m.starts_at - b.back as starts_at
        from midnight as m
        cross join (values (interval '0'), (interval '30 minutes'), (interval '1 hour'), (interval '2 hours')) as b (back)
    ),
    earliest as (
        select min(c.starts_at) as starts_at from candidates as c
        where shop_day(c.starts_at) = of_day
    )
    -- a day that a zone left out has no instant: what would be its midnight stands for it
    select coalesce(e.starts_at, m.starts_at) from earliest as e cross join midnight as m
$$;

-- Days from the one of the first instant to the one of the last.
create or replace function public.shop_days(first_at timestamptz, last_at timestamptz)
returns setof date
language sql
stable
parallel safe
as $$
    select d.day::date
    from generate_series(shop_day(first_at)::timestamp, shop_day(last_at)::timestamp, interval '1 day') as d (day)
$$;

create or replace function public.note_days(days date[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    insert into stale_days (day)
    select distinct d.day from unnest(days) as d (day)
    where d.day is not null
    on conflict do nothing
$$;

-- The days of many instants. Every zone's midnight is a quarter of a UTC hour, so only quarters are asked for their day.
create or replace function public.note_days_of(instants timestamptz[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    with quarters as (
        select distinct date_bin('15 minutes', i.happened_at, 'epoch') as quarter_at
        from unnest(instants) as i (happened_at)
        where i.happened_at is not null
    )
    select note_days(array_agg(shop_day(q.quarter_at))) from quarters as q
$$;
