-- What is left under a filter: visits, orders and events.

create function dash.visits(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.sessions
language sql
stable
parallel safe
as $$
    select s.*
    from dash.sessions as s
    where s.started_at >= dash.day_start(p_from, p_tz)
    and s.started_at < dash.day_start(p_to + 1, p_tz)
    and (dash.with_bots(p_filter) or not s.is_bot)
    and dash.fits(p_filter, s.user_login_state, s.site, s.device_type, s.country, s.channel)
    and (
        not dash.picks_products(p_filter)
        or s.session_id in (
            select p.session_id
            from dash.product_visits as p
            -- a day of one zone may touch the second day before or after it of another one, and who began before midnight may look on
            where p.day between p_from - 2 and p_to + 3
            and p.session_id is not null and p.product_id is not null
            and dash.fits_product(p_filter, p.category, p.brand)
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
    where o.ordered_at >= dash.day_start(p_from, p_tz)
    and o.ordered_at < dash.day_start(p_to + 1, p_tz)
    and (
        not dash.picks_visits(p_filter)
        -- by each order's own session: exists would have the planner read all sessions there are
        or (
            select dash.fits(p_filter, s.user_login_state, coalesce(o.site, s.site), s.device_type, s.country, s.channel)
            from dash.sessions as s
            where s.session_id = o.session_id
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
    where e.event_timestamp >= dash.day_start(p_from, p_tz)
    and e.event_timestamp < dash.day_start(p_to + 1, p_tz)
    and (dash.with_bots(p_filter) or not e.is_bot)
    and (
        not dash.picks_products(p_filter)
        -- unknown is a product's category, not that of an event without a product
        or coalesce(e.context_product_id, e.context_product_category, e.context_product_brand) is not null
        and dash.fits_product(p_filter, e.context_product_category, e.context_product_brand)
    )
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
    where s.started_at < dash.day_start(p_to + 1, p_tz)
    and s.ended_at >= dash.day_start(p_from, p_tz)
    and (
        s.started_at >= dash.day_start(p_from, p_tz) - interval '1 day'
        -- those few that are longer have an index of their own
        or s.ended_at - s.started_at > interval '1 day'
    )
    and (dash.with_bots(p_filter) or not s.is_bot)
    and dash.fits(p_filter, s.user_login_state, s.site, s.device_type, s.country, s.channel)
$$;
comment on function dash.visits_during is
'Sessions of which a part was from p_from to p_to, days of zone p_tz, and that fit p_filter by login, site, device, country, channel and bots';

create function dash.visits_that_fit(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.sessions
language sql
stable
parallel safe
as $$
    -- a visit may have begun the day before
    select v.* from dash.visits(p_from - 1, p_to, p_tz, p_filter) as v
    union all
    -- those few that are longer have an index of their own
    select s.*
    from dash.sessions as s
    where s.started_at < dash.day_start(p_from - 1, p_tz)
    and s.ended_at >= dash.day_start(p_from, p_tz)
    and s.ended_at - s.started_at > interval '1 day'
    and (dash.with_bots(p_filter) or not s.is_bot)
    and dash.fits(p_filter, s.user_login_state, s.site, s.device_type, s.country, s.channel)
    and not dash.picks_products(p_filter)
$$;
comment on function dash.visits_that_fit is
'Sessions with a part in the period that fit p_filter as in dash.visits: whose pages and searches of the period count. By category and brand those '
'that began the day before the period at the earliest';

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

create function dash.product_events(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.product_visits
language sql
stable
parallel safe
as $$
    select d.*
    from dash.product_visits as d
    -- a day of one zone may touch the second day before or after it of another one
    where d.day between p_from - 2 and p_to + 2
    and d.last_seen_at >= dash.day_start(p_from, p_tz)
    and d.last_seen_at < dash.day_start(p_to + 1, p_tz)
    and (dash.with_bots(p_filter) or not d.is_bot)
    and dash.fits_product(p_filter, d.category, d.brand)
    and (
        not dash.picks_visits(p_filter)
        or (d.day, d.cell_number) in (select c.day, c.cell_number from dash.fitting_cells(p_from - 2, p_to + 2, p_filter) as c)
    )
$$;
comment on function dash.product_events is
'Rows of dash.product_visits from p_from to p_to, days of zone p_tz, of visits that fit p_filter as in dash.visits and of products of its category '
'and brand; a row''s events lie within a quarter of an hour, which no day of any zone divides';

create function dash.product_touches(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.product_visits
language sql
stable
parallel safe
as $$
    select d.*
    from dash.product_events(p_from, p_to, p_tz, p_filter) as d
    where d.product_id is not null and (d.views > 0 or d.adds > 0 or d.removes > 0)
$$;
comment on function dash.product_touches is
'Who viewed, added and removed which products from p_from to p_to: those rows of dash.product_events';
