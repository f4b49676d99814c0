-- The one place that says what belongs to a period and to a filter; every figure starts from these functions.
-- They are inlined by the planner, so that their conditions reach the tables' indexes.

create function dash.sessions_in(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_login text[] default null,
    p_bots boolean default false
)
returns setof dash.sessions
language sql
stable
parallel safe
as $$
    select s.*
    from dash.sessions as s
    where s.started_at >= (p_from::timestamp at time zone p_tz)
    and s.started_at < ((p_to + 1)::timestamp at time zone p_tz)
    and (p_bots or not s.is_bot)
    and (p_login is null or coalesce(s.user_login_state, 'unknown') = any(p_login))
$$;
comment on function dash.sessions_in is
'Sessions that started from p_from to p_to, both inclusive, as days of zone p_tz. p_login: login states of the session; '
'null for all. p_bots: bots too';

create function dash.orders_in(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_login text[] default null
)
returns setof dash.orders
language sql
stable
parallel safe
as $$
    select o.*
    from dash.orders as o
    where o.ordered_at >= (p_from::timestamp at time zone p_tz)
    and o.ordered_at < ((p_to + 1)::timestamp at time zone p_tz)
    and (
        p_login is null
        or exists (
            select 1
            from dash.sessions as s
            where s.session_id = o.session_id and coalesce(s.user_login_state, 'unknown') = any(p_login)
        )
    )
$$;
comment on function dash.orders_in is
'Orders placed from p_from to p_to, both inclusive, as days of zone p_tz, whoever placed them. p_login: login states of the '
'order''s session; an order of no known session counts only where p_login is null';

create function dash.buckets(p_from date, p_to date, p_tz text default 'UTC', p_grain text default 'day')
returns table (bucket_at timestamptz)
language sql
stable
parallel safe
as $$
    -- Quarters of an hour, since they begin every local hour and day of every zone, whatever its offset and its clock changes.
    with steps as (
        select s.step
        from generate_series(
            p_from::timestamp at time zone p_tz,
            ((p_to + 1)::timestamp at time zone p_tz) - interval '15 minutes',
            interval '15 minutes'
        ) as s (step)
    )
    select distinct date_trunc(p_grain, s.step, p_tz) as bucket_at from steps as s
$$;
comment on function dash.buckets is
'Each hour, day or week (p_grain; weeks start on Monday) that the period touches, as the instant at which it begins in zone '
'p_tz. A day on which clocks change has 23 or 25 hours; the first week may begin before p_from';
