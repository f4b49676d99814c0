-- Carts across visits. What state a cart is in depends on when one looks.

create view dash.cart_facts as
select * from public.carts;
comment on view dash.cart_facts is 'One row a cart, as it is stored: without a state, which depends on the time at which one looks';

create function dash.carts_at(
    p_now timestamptz default now(),
    p_abandoned_hours numeric default null,
    p_lapsed_days numeric default null
)
returns table (
    cart_key text,
    is_derived boolean,
    cart_number integer,
    client_id text,
    session_id text,
    user_id text,
    site text,
    order_id text,
    state text,
    currency text,
    value numeric,
    item_count numeric,
    items jsonb,
    count_activities integer,
    is_recovered boolean,
    recovered_after interval,
    opened_at timestamptz,
    last_active_at timestamptz,
    purchased_at timestamptz
)
language sql
stable
parallel safe
as $$
    with rules as (
        select
            coalesce(p_abandoned_hours, s.cart_abandoned_hours) * interval '1 hour' as abandoned_after,
            coalesce(p_lapsed_days, s.cart_lapsed_days) * interval '1 day' as lapsed_after
        from dash.settings as s
    ),
    aged as (
        select
            c.*,
            p_now - c.last_active_at as silence,
            coalesce(c.silent_to - c.silent_from >= r.abandoned_after, false) as is_recovered,
            r.abandoned_after,
            r.lapsed_after
        from dash.cart_facts as c
        cross join rules as r
    )
    select
        a.cart_key,
        a.is_derived,
        a.cart_number,
        a.client_id,
        a.session_id,
        a.user_id,
        a.site,
        a.order_id,
        case
            when a.purchased_at is not null then 'purchased'
            when a.item_count = 0 then 'empty'
            when a.silence >= a.lapsed_after then 'lapsed'
            when a.silence >= a.abandoned_after then 'abandoned'
            when a.is_recovered then 'recovered'
            else 'open'
        end as state,
        a.currency,
        a.value,
        a.item_count,
        a.items,
        a.count_activities,
        a.is_recovered,
        case when a.is_recovered then a.silent_to - a.silent_from end as recovered_after,
        a.opened_at,
        a.last_active_at,
        a.purchased_at
    from aged as a
$$;
comment on function dash.carts_at is
'One row a cart, without bots'', with its state at p_now: purchased; empty (everything was taken out again); lapsed (silent for '
'p_lapsed_days); abandoned (silent for p_abandoned_hours); recovered (came back after such a silence and is still worked on); open. '
'Null for either takes the shop''s setting. is_recovered stands also on carts that were bought or left again after they had come '
'back; recovered_after: how long their longest silence lasted. p_now must not lie in the past: the facts are those of today';

create view dash.carts as
select * from dash.carts_at();
comment on view dash.carts is 'One row a cart with its state now, by the shop''s settings';

create function dash.cart_states(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_now timestamptz default now(),
    p_abandoned_hours numeric default null,
    p_lapsed_days numeric default null
)
returns table (
    state text,
    currency text,
    carts bigint,
    recovered bigint,
    items numeric,
    value numeric,
    recovered_after_median interval
)
language sql
stable
parallel safe
as $$
    select
        c.state,
        c.currency,
        count(*) as carts,
        count(*) filter (where c.is_recovered) as recovered,
        sum(c.item_count) as items,
        coalesce(sum(c.value), 0) as value,
        percentile_disc(0.5) within group (order by c.recovered_after) as recovered_after_median
    from dash.carts_at(p_now, p_abandoned_hours, p_lapsed_days) as c
    where c.opened_at >= dash.day_start(p_from, p_tz)
    and c.opened_at < dash.day_start(p_to + 1, p_tz)
    group by c.state, c.currency
    order by c.state, c.currency
$$;
comment on function dash.cart_states is
'Carts that were opened from p_from to p_to, days of zone p_tz, by state and currency (null: of several, or none known). recovered: '
'how many came back after they were abandoned; value: what lies in them now, or what was bought; recovered_after_median: of those '
'that came back, how long they were away';

create function dash.cart_recovery(p_from date, p_to date, p_tz text default 'UTC', p_now timestamptz default now())
returns table (carts bigint, abandoned bigint, recovered bigint, purchased_after bigint, abandonment numeric, recovery numeric)
language sql
stable
parallel safe
as $$
    with carts as (
        select
            c.*,
            c.is_recovered or c.state in ('abandoned', 'lapsed') as was_abandoned
        from dash.carts_at(p_now) as c
        where c.opened_at >= dash.day_start(p_from, p_tz)
        and c.opened_at < dash.day_start(p_to + 1, p_tz)
    ),
    counts as (
        select
            count(*) as carts,
            count(*) filter (where c.was_abandoned) as abandoned,
            count(*) filter (where c.is_recovered) as recovered,
            count(*) filter (where c.is_recovered and c.state = 'purchased') as purchased_after
        from carts as c
    )
    select
        n.carts,
        n.abandoned,
        n.recovered,
        n.purchased_after,
        n.abandoned::numeric / nullif(n.carts, 0) as abandonment,
        n.recovered::numeric / nullif(n.abandoned, 0) as recovery
    from counts as n
$$;
comment on function dash.cart_recovery is
'One row about the carts opened in the period: abandoned at least once, come back afterwards, bought after that. abandonment: '
'abandoned by carts; recovery: recovered by abandoned; null where there is nothing to divide by';
