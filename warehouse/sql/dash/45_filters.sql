-- What the dashboards' filters mean, once for every page. A filter is a JSON object with lists, as
-- {"device": ["mobile"], "country": ["DE", "AT"], "bots": true}; what is missing filters nothing.
-- All functions are inlined by the planner, so that a filter that is not set costs nothing.

create function dash.filter_values(p_filter jsonb, p_name text)
returns text[]
language sql
immutable
parallel safe
as $$
    select array_agg(v.value)
    from jsonb_array_elements_text(
        case when jsonb_typeof(p_filter -> p_name) = 'array' then p_filter -> p_name end
    ) as v (value)
$$;
comment on function dash.filter_values is 'The values that the filter p_name allows; null for all';

create function dash.filter_of(
    p_logins text[] default null,
    p_bots boolean default false,
    p_site text default null,
    p_device text default null,
    p_channel text default null
)
returns jsonb
language sql
immutable
parallel safe
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        -- an empty list allows nobody, and no login state is null
        'login', case when p_logins = '{}' then jsonb '[null]' else to_jsonb(p_logins) end,
        'bots', case when p_bots then true end,
        'site', case when p_site is not null then jsonb_build_array(p_site) end,
        'device', case when p_device is not null then jsonb_build_array(p_device) end,
        'channel', case when p_channel is not null then jsonb_build_array(p_channel) end
    ))
$$;
comment on function dash.filter_of is
'The filter that asks for these login states, this site, device and channel (null: all), and for bots too where p_bots is true';

create function dash.with_bots(p_filter jsonb)
returns boolean
language sql
immutable
parallel safe
as $$
    select coalesce(p_filter ->> 'bots' = 'true', false)
$$;
comment on function dash.with_bots is 'Whether the filter asks for bots too';

create function dash.picks_visits(p_filter jsonb)
returns boolean
language sql
immutable
parallel safe
as $$
    select p_filter ?| array['login', 'site', 'device', 'country', 'channel']
$$;
comment on function dash.picks_visits is 'Whether the filter asks for a property of visits';

create function dash.picks_products(p_filter jsonb)
returns boolean
language sql
immutable
parallel safe
as $$
    select p_filter ?| array['category', 'brand']
$$;
comment on function dash.picks_products is 'Whether the filter asks for a property of products';

create function dash.is_narrow(p_filter jsonb)
returns boolean
language sql
immutable
parallel safe
as $$
    select dash.picks_visits(p_filter) or dash.picks_products(p_filter)
$$;
comment on function dash.is_narrow is 'Whether the filter leaves out any person''s visit';

create function dash.is_counted(p_tz text, p_filter jsonb)
returns boolean
language sql
stable
parallel safe
as $$
    select p_tz = (select z.time_zone from dash.settings as z) and not dash.with_bots(p_filter)
$$;
comment on function dash.is_counted is
'Whether the rollups, which know the shop''s zone and no bots, may answer as far as the filter''s other properties are theirs';

create function dash.fits(
    p_filter jsonb,
    p_login text,
    p_site text,
    p_device text,
    p_country text,
    p_channel text
)
returns boolean
language sql
immutable
parallel safe
as $$
    select
        (dash.filter_values(p_filter, 'login') is null
            or coalesce(p_login, 'unknown') = any(dash.filter_values(p_filter, 'login')))
        and (dash.filter_values(p_filter, 'site') is null
            or coalesce(p_site, 'unknown') = any(dash.filter_values(p_filter, 'site')))
        and (dash.filter_values(p_filter, 'device') is null
            or coalesce(p_device, 'unknown') = any(dash.filter_values(p_filter, 'device')))
        and (dash.filter_values(p_filter, 'country') is null
            or coalesce(p_country, 'unknown') = any(dash.filter_values(p_filter, 'country')))
        and (dash.filter_values(p_filter, 'channel') is null
            or coalesce(p_channel, 'unknown') = any(dash.filter_values(p_filter, 'channel')))
$$;
comment on function dash.fits is
'Whether a visit with these properties is among those that the filter allows; unknown stands for a property that is not known';

create function dash.fits_product(p_filter jsonb, p_category text, p_brand text)
returns boolean
language sql
immutable
parallel safe
as $$
    select
        (dash.filter_values(p_filter, 'category') is null
            or coalesce(p_category, 'unknown') = any(dash.filter_values(p_filter, 'category')))
        and (dash.filter_values(p_filter, 'brand') is null
            or coalesce(p_brand, 'unknown') = any(dash.filter_values(p_filter, 'brand')))
$$;
comment on function dash.fits_product is 'Whether a product of this category and brand is among those that the filter allows';

create function dash.visits(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.sessions
language sql
stable
parallel safe
as $$
    select s.*
    from dash.sessions as s
    where s.started_at >= (p_from::timestamp at time zone p_tz)
    and s.started_at < ((p_to + 1)::timestamp at time zone p_tz)
    and (dash.with_bots(p_filter) or not s.is_bot)
    and dash.fits(p_filter, s.user_login_state, s.site, s.device_type, s.country, s.channel)
    and (
        not dash.picks_products(p_filter)
        or s.session_id in (
            select e.session_id
            from dash.events as e
            where e.event_timestamp >= (p_from::timestamp at time zone p_tz)
            -- who began before midnight may look on for a day
            and e.event_timestamp < ((p_to + 2)::timestamp at time zone p_tz)
            and e.context_product_id is not null and e.session_id is not null
            and dash.fits_product(p_filter, e.context_product_category, e.context_product_brand)
        )
    )
$$;
comment on function dash.visits is
'Sessions that began from p_from to p_to, days of zone p_tz, and fit p_filter: lists named login, site, device, country, channel '
'(unknown: not known), category and brand (an event of the session names such a product), and bots (true: bots too)';

create function dash.placed_orders(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
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
        not dash.picks_visits(p_filter)
        or exists (
            select 1
            from dash.sessions as s
            where s.session_id = o.session_id
            and dash.fits(p_filter, s.user_login_state, coalesce(o.site, s.site), s.device_type, s.country, s.channel)
        )
    )
    and (
        not dash.picks_products(p_filter)
        or exists (
            select 1
            from dash.order_items as i
            where i.order_id = o.order_id and dash.fits_product(p_filter, i.category, i.brand)
        )
    )
$$;
comment on function dash.placed_orders is
'Orders placed from p_from to p_to, days of zone p_tz, whoever placed them, that fit p_filter: of a session that fits (an order of no '
'known session fits only where nothing is asked of it), with a product of the category and brand';

create function dash.happenings(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.events
language sql
stable
parallel safe
as $$
    select e.*
    from dash.events as e
    -- where nothing is asked of visits, the planner leaves this join out
    left join dash.sessions as v on v.session_id = e.session_id
    where e.event_timestamp >= (p_from::timestamp at time zone p_tz)
    and e.event_timestamp < ((p_to + 1)::timestamp at time zone p_tz)
    and (dash.with_bots(p_filter) or not e.is_bot)
    and dash.fits_product(p_filter, e.context_product_category, e.context_product_brand)
    and (
        not dash.picks_visits(p_filter)
        or v.session_id is not null
        and dash.fits(p_filter, v.user_login_state, v.site, v.device_type, v.country, v.channel)
        -- where a client sends no session ids, the visit is found by its span
        or e.session_id is null and exists (
            select 1
            from dash.sessions as s
            where s.is_derived and s.client_id = e.client_id and e.event_timestamp between s.started_at and s.ended_at
            and dash.fits(p_filter, s.user_login_state, s.site, s.device_type, s.country, s.channel)
        )
    )
$$;
comment on function dash.happenings is
'Events that happened from p_from to p_to, days of zone p_tz, of visits that fit p_filter as in dash.visits; category and brand are the '
'event''s own; bots (true: bots too). An event of no visit, as of no client, fits only where nothing is asked of visits';

create function dash.visits_during(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.sessions
language sql
stable
parallel safe
as $$
    select s.*
    from dash.sessions as s
    where s.started_at < ((p_to + 1)::timestamp at time zone p_tz)
    and s.ended_at >= (p_from::timestamp at time zone p_tz)
    and (
        s.started_at >= (p_from::timestamp at time zone p_tz) - interval '1 day'
        -- those few that are longer have an index of their own
        or s.ended_at - s.started_at > interval '1 day'
    )
    and (dash.with_bots(p_filter) or not s.is_bot)
    and dash.fits(p_filter, s.user_login_state, s.site, s.device_type, s.country, s.channel)
$$;
comment on function dash.visits_during is
'Sessions of which a part was from p_from to p_to, days of zone p_tz, and that fit p_filter by login, site, device, country, channel and bots';

create function dash.visit_events(p_session_id text, p_is_derived boolean, p_client_id text, p_started_at timestamptz, p_ended_at timestamptz)
returns setof dash.events
language sql
stable
parallel safe
as $$
    select e.*
    from dash.events as e
    where not p_is_derived and e.session_id = p_session_id
    union all
    -- where a client sends no session ids, its visit's events are found by the visit's span
    select e.*
    from dash.events as e
    where p_is_derived and e.session_id is null and e.client_id = p_client_id
    and e.event_timestamp between p_started_at and p_ended_at
$$;
comment on function dash.visit_events is 'The events of a visit with these properties';

create function dash.visit_event_totals(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}'
)
returns table (bucket_at timestamptz, events bigint, page_views bigint)
language sql
stable
parallel safe
as $$
    with counts as (
        select
            date_trunc(p_grain, v.started_at, p_tz) as bucket_at,
            sum(v.event_count) as events,
            sum(v.page_view_count) as page_views
        from dash.visits_during(p_from, p_to, p_tz, p_filter) as v
        where v.started_at >= (p_from::timestamp at time zone p_tz)
        and v.ended_at < ((p_to + 1)::timestamp at time zone p_tz)
        and date_trunc(p_grain, v.started_at, p_tz) = date_trunc(p_grain, v.ended_at, p_tz)
        group by 1
        union all
        -- a visit that the end of a bucket or of the period divides is counted by its events, which are found visit by visit
        select e.bucket_at, e.events, e.page_views
        from dash.visits_during(p_from, p_to, p_tz, p_filter) as v
        cross join lateral (
            select
                date_trunc(p_grain, f.event_timestamp, p_tz) as bucket_at,
                count(*) as events,
                count(*) filter (where f.event_name = 'page_view') as page_views
            from dash.visit_events(v.session_id, v.is_derived, v.client_id, v.started_at, v.ended_at) as f
            where f.event_timestamp >= (p_from::timestamp at time zone p_tz)
            and f.event_timestamp < ((p_to + 1)::timestamp at time zone p_tz)
            group by 1
        ) as e
        where v.started_at < (p_from::timestamp at time zone p_tz)
        or v.ended_at >= ((p_to + 1)::timestamp at time zone p_tz)
        or date_trunc(p_grain, v.started_at, p_tz) <> date_trunc(p_grain, v.ended_at, p_tz)
    )
    select c.bucket_at, sum(c.events)::bigint as events, sum(c.page_views)::bigint as page_views
    from counts as c
    group by c.bucket_at
$$;
comment on function dash.visit_event_totals is
'Events and page views from p_from to p_to by hour, day, week or year (p_grain) of visits that fit p_filter by login, site, device, country and '
'channel: added up from visits, of which those few that a bucket''s end divides are counted event by event';

create function dash.product_touches(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.product_visits
language sql
stable
parallel safe
as $$
    select d.*
    from dash.product_visits as d
    -- where nothing is asked of visits, the planner leaves this join out
    left join dash.sessions as v on v.session_id = d.session_id
    where dash.is_counted(p_tz, p_filter) and d.day between p_from and p_to
    and dash.fits_product(p_filter, d.category, d.brand)
    and (
        not dash.picks_visits(p_filter)
        or v.session_id is not null
        and dash.fits(p_filter, v.user_login_state, v.site, v.device_type, v.country, v.channel)
    )
    union all
    select
        (e.event_timestamp at time zone p_tz)::date as day,
        null as visit_number,
        coalesce(e.session_id, s.session_id) as session_id,
        e.client_id,
        e.context_product_id as product_id,
        e.context_product_name as product_name,
        e.context_product_category as category,
        e.context_product_brand as brand,
        (e.event_name = 'product_view')::integer as views,
        (e.event_name = 'add_to_cart_click')::integer as adds,
        (e.event_name = 'remove_from_cart_click')::integer as removes,
        e.event_timestamp as last_seen_at
    from dash.happenings(p_from, p_to, p_tz, p_filter) as e
    left join dash.sessions as s
        on e.session_id is null and s.is_derived and s.client_id = e.client_id
        and e.event_timestamp between s.started_at and s.ended_at
    where not dash.is_counted(p_tz, p_filter)
    and e.context_product_id is not null
    and e.event_name in ('product_view', 'add_to_cart_click', 'remove_from_cart_click')
$$;
comment on function dash.product_touches is
'Who viewed, added and removed which products from p_from to p_to, of visits and products that fit p_filter: as counted by day, where p_tz is '
'the shop''s zone and bots are left out, else event by event';

create function dash.event_totals(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}'
)
returns table (bucket_at timestamptz, events bigint, page_views bigint)
language sql
stable
parallel safe
as $$
    -- Two of the three parts are not even begun: which ones, the planner's gates say before any row.
    select
        date_trunc(p_grain, h.hour_at, p_tz) as bucket_at,
        sum(h.events)::bigint as events,
        sum(h.page_views)::bigint as page_views
    from dash.hourly as h
    where dash.is_counted(p_tz, p_filter) and not dash.is_narrow(p_filter)
    and h.hour_at >= (p_from::timestamp at time zone p_tz)
    and h.hour_at < ((p_to + 1)::timestamp at time zone p_tz)
    group by 1
    union all
    select v.bucket_at, v.events, v.page_views
    from dash.visit_event_totals(p_from, p_to, p_tz, p_grain, p_filter) as v
    where dash.picks_visits(p_filter) and not dash.picks_products(p_filter)
    union all
    select
        date_trunc(p_grain, e.event_timestamp, p_tz) as bucket_at,
        count(*) as events,
        count(*) filter (where e.event_name = 'page_view') as page_views
    from dash.happenings(p_from, p_to, p_tz, p_filter) as e
    where dash.picks_products(p_filter) or not dash.picks_visits(p_filter) and not dash.is_counted(p_tz, p_filter)
    group by 1
$$;
comment on function dash.event_totals is
'Events and page views of dash.happenings by hour, day, week or year (p_grain): counted when they were loaded, where the filter leaves nobody '
'out and p_tz is the shop''s zone; added up from visits, where it asks for a property of visits; else counted now';

create function dash.filter_choices()
returns table (filter text, value text, sessions bigint)
language sql
stable
parallel safe
as $$
    with bounds as (
        -- a year shows every season, and no shop's list of devices needs more
        select coalesce(max(s.started_at), now()) - interval '1 year' as since from dash.sessions as s
    ),
    countries as (
        select s.country, count(*) as sessions
        from dash.sessions as s
        cross join bounds as b
        where s.started_at >= b.since and not s.is_bot
        group by s.country
    ),
    -- visits by day; a year's first day may have a few more
    counted as (
        select f.site, f.device_type, f.channel, sum(f.sessions) as sessions
        from dash.funnel_daily as f
        cross join bounds as b
        cross join dash.settings as z
        where f.day >= (b.since at time zone z.time_zone)::date
        group by f.site, f.device_type, f.channel
    ),
    products as (
        select i.category, i.brand, count(*) as sessions
        from dash.order_items as i
        group by i.category, i.brand
        union all
        select p.category, p.brand, count(*) as sessions
        from dash.product_prices as p
        group by p.category, p.brand
    ),
    choices as (
        select v.filter, v.value, s.sessions
        from counted as s
        cross join lateral (values ('site', s.site), ('device', s.device_type), ('channel', s.channel)) as v (filter, value)
        union all
        select 'country' as filter, c.country as value, c.sessions from countries as c
        union all
        select v.filter, v.value, p.sessions
        from products as p
        cross join lateral (values ('category', p.category), ('brand', p.brand)) as v (filter, value)
    ),
    totals as (
        select c.filter, coalesce(c.value, 'unknown') as value, sum(c.sessions)::bigint as sessions
        from choices as c
        group by 1, 2
    ),
    placed as (
        select t.*, row_number() over (partition by t.filter order by t.sessions desc, t.value) as place
        from totals as t
    )
    select p.filter, p.value, p.sessions from placed as p
    -- longer lists than that are typed into, not chosen from
    where p.place <= 300
    order by p.filter, p.place
$$;
comment on function dash.filter_choices is
'What the filters may be set to, most frequent first, at most 300 of each: site, device, country and channel of the last year''s sessions; '
'category and brand as products and order lines name them (sessions then counts days and prices, and lines)';
