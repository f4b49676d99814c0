-- The key figures of a period, one a row, beside those of another period.

create function dash.key_figures(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (figure text, currency text, value numeric)
language sql
stable
parallel safe
as $$
    with event_totals as (
        select coalesce(sum(e.events), 0) as events, coalesce(sum(e.page_views), 0) as page_views
        from dash.event_totals(p_from, p_to, p_tz, 'year', p_filter) as e
    ),
    session_totals as (
        select
            coalesce(sum(t.visitors), 0) as visitors,
            coalesce(sum(t.sessions), 0) as sessions,
            sum(t.converting) / nullif(sum(t.sessions), 0) as conversion,
            sum(t.bounced) / nullif(sum(t.sessions), 0) as bounce_rate,
            sum(t.engaged_seconds) / nullif(sum(t.count_engaged), 0) as engaged_seconds
        -- one bucket, over which alone visitors add up
        from dash.visit_totals(p_from, p_to, p_tz, 'millennium', p_filter) as t
    ),
    money as (
        select
            o.currency,
            count(*)::numeric as orders,
            coalesce(sum(o.total), 0) - sum(o.refunded) as net_revenue,
            avg(o.total) as average_order
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
        group by o.currency
    ),
    figures as (
        select v.place, v.figure, null as currency, v.value
        from session_totals as s
        cross join event_totals as e
        cross join (select coalesce(sum(m.orders), 0) as orders from money as m) as o
        cross join lateral (
            values
            (1, 'visitors', s.visitors),
            (2, 'sessions', s.sessions),
            (3, 'events', e.events),
            (4, 'page_views', e.page_views),
            (5, 'orders', o.orders),
            (6, 'conversion', s.conversion),
            (7, 'bounce_rate', s.bounce_rate),
            (8, 'engaged_seconds', s.engaged_seconds)
        ) as v (place, figure, value)
        union all
        select v.place, v.figure, m.currency, v.value
        from money as m
        cross join lateral (
            values (9, 'net_revenue', m.net_revenue), (10, 'average_order', m.average_order)
        ) as v (place, figure, value)
    )
    select f.figure, f.currency, f.value from figures as f
    order by f.place, f.currency
$$;
comment on function dash.key_figures is
'A row a figure, for money a row a currency. visitors: different clients of the sessions; events and page_views happened in the period, '
'sessions began in it, orders were placed in it; conversion and bounce_rate: by sessions; engaged_seconds: mean of the sessions that '
'reported it; net_revenue: order totals less refunds; average_order: mean total. Null where there is nothing to divide by';

create function dash.key_changes(
    p_from date,
    p_to date,
    p_vs_from date,
    p_vs_to date,
    p_tz text default 'UTC',
    p_filter jsonb default '{}'
)
returns table (figure text, currency text, value numeric, previous numeric, difference numeric, change numeric)
language sql
stable
parallel safe
as $$
    with now_and_then as (
        select
            coalesce(n.figure, t.figure) as figure,
            coalesce(n.currency, t.currency) as currency,
            -- money of a currency in which nothing was sold is nought, of which there is no average
            case when coalesce(n.figure, t.figure) = 'net_revenue' then coalesce(n.value, 0) else n.value end as value,
            case when coalesce(n.figure, t.figure) = 'net_revenue' then coalesce(t.value, 0) else t.value end as previous
        from dash.key_figures(p_from, p_to, p_tz, p_filter) as n
        full join dash.key_figures(p_vs_from, p_vs_to, p_tz, p_filter) as t
            on t.figure || '/' || coalesce(t.currency, '') = n.figure || '/' || coalesce(n.currency, '')
    )
    select
        c.figure,
        c.currency,
        c.value,
        c.previous,
        c.value - c.previous as difference,
        (c.value - c.previous) / nullif(abs(c.previous), 0) as change
    from now_and_then as c
$$;
comment on function dash.key_changes is
'dash.key_figures of p_from to p_to, and of p_vs_from to p_vs_to as previous. change: difference by previous; null where that is nought or '
'not known';

create function dash.key_trend(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}'
)
returns table (
    bucket timestamp,
    bucket_at timestamptz,
    visitors bigint,
    sessions bigint,
    events bigint,
    page_views bigint,
    orders bigint,
    conversion numeric,
    bounce_rate numeric,
    engaged_seconds numeric
)
language sql
stable
parallel safe
as $$
    with order_totals as (
        select date_trunc(p_grain, o.ordered_at, p_tz) as bucket_at, count(*) as orders
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
        group by 1
    )
    select
        date_trunc(p_grain, b.bucket_at at time zone p_tz) as bucket,
        b.bucket_at,
        coalesce(s.visitors, 0) as visitors,
        coalesce(s.sessions, 0) as sessions,
        coalesce(e.events, 0) as events,
        coalesce(e.page_views, 0) as page_views,
        coalesce(o.orders, 0) as orders,
        s.converting::numeric / s.sessions as conversion,
        s.bounced::numeric / s.sessions as bounce_rate,
        s.engaged_seconds / nullif(s.count_engaged, 0) as engaged_seconds
    from dash.buckets(p_from, p_to, p_tz, p_grain) as b
    left join dash.visit_totals(p_from, p_to, p_tz, p_grain, p_filter) as s on s.bucket_at = b.bucket_at
    left join dash.event_totals(p_from, p_to, p_tz, p_grain, p_filter) as e on e.bucket_at = b.bucket_at
    left join order_totals as o on o.bucket_at = b.bucket_at
    order by b.bucket_at
$$;
comment on function dash.key_trend is
'dash.key_figures without money, a row for each hour, day or week (p_grain), also where nothing happened; rates are then null. visitors do '
'not add up over buckets';

create function dash.money_trend(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}'
)
returns table (bucket timestamp, bucket_at timestamptz, currency text, orders bigint, net_revenue numeric, average_order numeric)
language sql
stable
parallel safe
as $$
    with orders as (
        select o.currency, o.total, o.refunded, date_trunc(p_grain, o.ordered_at, p_tz) as bucket_at
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
    ),
    cells as (
        select b.bucket_at, c.currency
        from dash.buckets(p_from, p_to, p_tz, p_grain) as b
        cross join (select distinct o.currency from orders as o) as c
    ),
    sums as (
        select
            o.bucket_at,
            o.currency,
            count(*) as orders,
            coalesce(sum(o.total), 0) - sum(o.refunded) as net_revenue,
            avg(o.total) as average_order
        from orders as o
        group by o.bucket_at, o.currency
    )
    select
        date_trunc(p_grain, c.bucket_at at time zone p_tz) as bucket,
        c.bucket_at,
        c.currency,
        coalesce(s.orders, 0) as orders,
        coalesce(s.net_revenue, 0) as net_revenue,
        s.average_order
    from cells as c
    left join sums as s on s.bucket_at = c.bucket_at and s.currency is not distinct from c.currency
    order by c.bucket_at, c.currency
$$;
comment on function dash.money_trend is
'Orders, net revenue and average order by the time of the order: a row for each bucket and each currency of the period, also where nothing '
'was sold';

create function dash.biggest_changes(
    p_from date,
    p_to date,
    p_vs_from date,
    p_vs_to date,
    p_tz text default 'UTC',
    p_filter jsonb default '{}',
    p_limit integer default 10
)
returns table (dimension text, value text, sessions bigint, previous bigint, difference bigint, change numeric, conversion numeric, previous_conversion numeric)
language sql
stable
parallel safe
as $$
    with days as (
        select f.channel, f.device_type, f.country, f.sessions, f.converted, true as is_now
        from dash.counted_visits(p_from, p_to, p_filter) as f
        where dash.are_visits_counted(p_tz, p_filter)
        union all
        select f.channel, f.device_type, f.country, f.sessions, f.converted, false as is_now
        from dash.counted_visits(p_vs_from, p_vs_to, p_filter) as f
        where dash.are_visits_counted(p_tz, p_filter)
    ),
    visits as (
        select s.channel, s.device_type, s.country, s.entry_page_path, s.has_purchase, true as is_now
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        union all
        select s.channel, s.device_type, s.country, s.entry_page_path, s.has_purchase, false as is_now
        from dash.visits(p_vs_from, p_vs_to, p_tz, p_filter) as s
    ),
    -- first as few rows as there are combinations; where days know the rest, the visits are asked for their landing page alone
    cells as (
        select
            d.channel, d.device_type, d.country, null as entry_page_path, false as has_page, true as has_rest,
            coalesce(sum(d.sessions) filter (where d.is_now), 0) as sessions,
            coalesce(sum(d.sessions) filter (where not d.is_now), 0) as previous,
            coalesce(sum(d.converted) filter (where d.is_now), 0) as converting,
            coalesce(sum(d.converted) filter (where not d.is_now), 0) as previous_converting
        from days as d
        group by d.channel, d.device_type, d.country
        union all
        select
            null, null, null, v.entry_page_path, true, false,
            count(*) filter (where v.is_now),
            count(*) filter (where not v.is_now),
            count(*) filter (where v.is_now and v.has_purchase),
            count(*) filter (where not v.is_now and v.has_purchase)
        from visits as v
        where dash.are_visits_counted(p_tz, p_filter)
        group by v.entry_page_path
        union all
        select
            v.channel, v.device_type, v.country, v.entry_page_path, true, true,
            count(*) filter (where v.is_now),
            count(*) filter (where not v.is_now),
            count(*) filter (where v.is_now and v.has_purchase),
            count(*) filter (where not v.is_now and v.has_purchase)
        from visits as v
        where not dash.are_visits_counted(p_tz, p_filter)
        group by v.channel, v.device_type, v.country, v.entry_page_path
    ),
    sums as (
        select
            d.dimension,
            d.value,
            sum(c.sessions)::bigint as sessions,
            sum(c.previous)::bigint as previous,
            sum(c.converting) as converting,
            sum(c.previous_converting) as previous_converting
        from cells as c
        cross join lateral (
            values
            ('channel', c.channel, c.has_rest), ('device', c.device_type, c.has_rest), ('country', c.country, c.has_rest),
            ('landing page', c.entry_page_path, c.has_page)
        ) as d (dimension, value, is_known)
        where d.is_known
        group by d.dimension, d.value
    )
    select
        s.dimension,
        s.value,
        s.sessions,
        s.previous,
        s.sessions - s.previous as difference,
        (s.sessions - s.previous)::numeric / nullif(s.previous, 0) as change,
        s.converting / nullif(s.sessions, 0) as conversion,
        s.previous_converting / nullif(s.previous, 0) as previous_conversion
    from sums as s
    where s.sessions <> s.previous
    order by abs(s.sessions - s.previous) desc, s.dimension, s.value
    limit p_limit
$$;
comment on function dash.biggest_changes is
'The p_limit channels, devices, countries and landing pages whose sessions changed most against the period p_vs_from to p_vs_to, with the '
'conversion of both. value is null where it is not known';

create function dash.top_happenings(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_filter jsonb default '{}',
    p_limit integer default 20
)
returns table (event_name text, events bigint, visitors bigint, share numeric)
language sql
stable
parallel safe
as $$
    with is_counted as (
        select
            dash.are_visitors_counted(p_from, p_tz, p_filter)
            -- a shop's own names share a bit, so their visitors are looked for in the visits
            and not exists (
                select from dash.event_daily as e
                inner join dash.event_letters as l on l.event_name = e.event_name and octet_length(l.letter) > 1
                where e.day between p_from and p_to
            ) as answer
    ),
    visitor_bits as materialized (
        select bit_or(d.event_bits) as event_bits
        from dash.counted_visitors(p_from, p_to, p_filter) as d
        where (select c.answer from is_counted as c)
        group by d.client_hash
    ),
    visits as materialized (
        select
            v.session_id, v.is_derived, v.client_id, v.started_at, v.ended_at, v.steps,
            coalesce(v.client_id, v.session_id) as visitor,
            -- a shop's own names have letters that are longer than a byte
            octet_length(v.steps) > length(v.steps) as has_own,
            v.steps is null or v.started_at < dash.day_start(p_from, p_tz)
            or v.ended_at >= dash.day_start(p_to + 1, p_tz) as is_divided
        from dash.visits_during(p_from, p_to, p_tz, p_filter) as v
        where not dash.picks_products(p_filter) and (dash.is_narrow(p_filter) or not (select c.answer from is_counted as c))
    ),
    -- names that share a letter: their visits' facts say which of them it was
    ambiguous as (
        select l.letter from dash.event_letters as l
        group by l.letter
        having count(*) > 1
    ),
    unclear as (
        select distinct v.session_id
        from visits as v
        cross join lateral string_to_table(v.steps, null) as s (letter)
        inner join ambiguous as a on a.letter = s.letter
        where v.has_own and not v.is_divided
    ),
    -- as few rows as there are combinations of names, not visitors
    bit_visitors as (
        select chr(65 + b.place) as letter, sum(c.visitors) as visitors
        from (select v.event_bits, count(*) as visitors from visitor_bits as v group by v.event_bits) as c
        inner join generate_series(0, 21) as b (place) on c.event_bits & (1 << b.place) <> 0
        group by b.place
    ),
    told as materialized (
        select v.*, v.is_divided or u.session_id is not null as needs_facts
        from visits as v
        left join unclear as u on u.session_id = v.session_id
    ),
    visitors as materialized (
        select
            t.visitor,
            max(t.client_id) as client_id,
            coalesce(string_agg(t.steps, '') filter (where not t.needs_facts), '') as steps,
            bool_or(t.has_own and not t.needs_facts) as has_own
        from told as t
        where not (select c.answer from is_counted as c)
        group by t.visitor
    ),
    -- where who did what is counted by day, how often is all that is asked of the visits: of a day's words as of one
    day_words as (
        select string_agg(t.steps, '') as steps
        from told as t
        where not t.needs_facts and (select c.answer from is_counted as c)
        group by (t.started_at at time zone 'UTC')::date
    ),
    facts as (
        select e.event_name, t.visitor, max(t.client_id) as client_id, count(*) as events
        from told as t
        cross join lateral dash.visit_events(t.session_id, t.is_derived, t.client_id, t.started_at, t.ended_at) as e
        where t.needs_facts
        and e.event_timestamp >= dash.day_start(p_from, p_tz)
        and e.event_timestamp < dash.day_start(p_to + 1, p_tz)
        group by e.event_name, t.visitor
    ),
    counts as (
        -- the catalogue's names are few: each is looked for in all that a visitor did
        select
            l.event_name,
            sum(octet_length(v.steps) - octet_length(replace(v.steps, l.letter, ''))) as events,
            count(v.client_id) as visitors
        from visitors as v
        inner join dash.event_letters as l on octet_length(l.letter) = 1 and strpos(v.steps, l.letter) > 0
        group by l.event_name
        union all
        -- a shop's own may be many
        select l.event_name, count(*) as events, count(distinct v.client_id) as visitors
        from visitors as v
        cross join lateral string_to_table(v.steps, null) as s (letter)
        inner join dash.event_letters as l on l.letter = s.letter
        where v.has_own and octet_length(s.letter) > 1
        group by l.event_name
        union all
        -- who did the same in another visit of the period is counted there
        select f.event_name, sum(f.events) as events, count(f.client_id) filter (where coalesce(strpos(v.steps, l.letter), 0) = 0) as visitors
        from facts as f
        inner join visitors as v on v.visitor = f.visitor
        left join dash.event_letters as l on l.event_name = f.event_name
        group by f.event_name
        union all
        -- as counted by day
        select e.event_name, sum(e.events) as events, coalesce(max(b.visitors), 0) as visitors
        from (
            select d.event_name, sum(d.events) as events from dash.event_daily as d
            where not dash.is_narrow(p_filter) and d.day between p_from and p_to
            group by d.event_name
            union all
            select l.event_name, sum(octet_length(w.steps) - octet_length(replace(w.steps, l.letter, ''))) as events
            from day_words as w
            cross join dash.event_letters as l
            where octet_length(l.letter) = 1
            group by l.event_name
            union all
            select f.event_name, sum(f.events) as events from facts as f
            group by f.event_name
        ) as e
        left join dash.event_letters as l on l.event_name = e.event_name
        left join bit_visitors as b on b.letter = l.letter
        where (select c.answer from is_counted as c) and e.events > 0
        group by e.event_name
        union all
        -- of no visit
        select e.event_name, count(*) as events, 0 as visitors
        from dash.events as e
        where not dash.is_narrow(p_filter) and not (select c.answer from is_counted as c) and e.session_id is null and e.client_id is null
        and e.event_timestamp >= dash.day_start(p_from, p_tz)
        and e.event_timestamp < dash.day_start(p_to + 1, p_tz)
        and (dash.with_bots(p_filter) or not e.is_bot)
        group by e.event_name
        union all
        -- a product is an event's own
        select e.event_name, count(*) as events, count(distinct e.client_id) as visitors
        from dash.happenings(p_from, p_to, p_tz, p_filter) as e
        where dash.picks_products(p_filter)
        group by e.event_name
    ),
    names as (
        select c.event_name, sum(c.events)::bigint as events, sum(c.visitors)::bigint as visitors
        from counts as c
        group by c.event_name
    ),
    shares as (
        select n.event_name, n.events, n.visitors, n.events / sum(n.events) over () as share
        from names as n
    )
    select * from shares as s
    order by s.events desc, s.event_name
    limit p_limit
$$;
comment on function dash.top_happenings is
'The p_limit most frequent event names. visitors: clients of the visits in which it happened; share: of all events of the period and filter, '
'also of those not listed';
