-- Builds a day of hourly, daily and event_daily anew from the day's facts, and of funnel_daily from its sessions.
create or replace function public.refresh_total_day(of_day date, starts_at timestamptz, ends_at timestamptz)
returns void
language sql
as $$
    -- by the hour, too: before a change of zone it was another day's
    delete from hourly where day = of_day or (hour_at >= starts_at and hour_at < ends_at);
    delete from daily where day = of_day;
    delete from funnel_daily where day = of_day;
    delete from event_daily where day = of_day;

    insert into event_daily (day, site, event_name, events)
    select of_day, e.site, e.event_name, count(*)
    from clickstream_events as e
    where e.event_timestamp >= starts_at and e.event_timestamp < ends_at and not e.is_bot
    group by e.site, e.event_name;

    with zone as (
        select s.time_zone from settings as s
    ),
    clients as materialized (
        select
            date_trunc('hour', e.event_timestamp, z.time_zone) as hour_at,
            e.site,
            e.client_id,
            count(*) as events,
            count(*) filter (where e.event_name = 'page_view') as page_views
        from clickstream_events as e
        cross join zone as z
        where e.event_timestamp >= starts_at and e.event_timestamp < ends_at and not e.is_bot
        group by 1, 2, 3
    ),
    visits as materialized (
        select
            date_trunc('hour', s.started_at, z.time_zone) as hour_at,
            s.site,
            s.device_type,
            s.channel,
            s.user_login_state,
            s.engaged_seconds,
            s.is_bounce,
            s.has_product_view,
            s.has_product_view and s.has_add_to_cart as has_added,
            s.has_product_view and s.has_add_to_cart and s.has_checkout as has_checked_out,
            s.has_product_view and s.has_add_to_cart and s.has_checkout and s.has_purchase as has_bought,
            s.has_purchase
        from sessions as s
        cross join zone as z
        where s.started_at >= starts_at and s.started_at < ends_at and not s.is_bot
    ),
    purchases as materialized (
        select date_trunc('hour', o.ordered_at, z.time_zone) as hour_at, o.site
        from orders as o
        cross join zone as z
        where o.ordered_at >= starts_at and o.ordered_at < ends_at
    ),
    hour_parts as (
        select
            c.hour_at, c.site, sum(c.events) as events, sum(c.page_views) as page_views, count(c.client_id) as visitors,
            0 as sessions, 0 as orders
        from clients as c
        group by c.hour_at, c.site
        union all
        select v.hour_at, v.site, 0, 0, 0, count(*), 0
        from visits as v
        group by v.hour_at, v.site
        union all
        select p.hour_at, p.site, 0, 0, 0, 0, count(*)
        from purchases as p
        group by p.hour_at, p.site
    ),
    hour_rows as (
        insert into hourly (hour_at, day, site, events, page_views, visitors, sessions, orders)
        select
            h.hour_at, of_day, h.site, sum(h.events), sum(h.page_views), sum(h.visitors), sum(h.sessions), sum(h.orders)
        from hour_parts as h
        group by h.hour_at, h.site
    ),
    day_parts as (
        select
            c.site, sum(c.events) as events, sum(c.page_views) as page_views, count(distinct c.client_id) as visitors,
            0 as sessions, 0 as bounced_sessions, 0 as converting_sessions, 0 as orders, 0 as engaged_seconds,
            0 as count_engaged
        from clients as c
        group by c.site
        union all
        select
            v.site, 0, 0, 0, count(*), count(*) filter (where v.is_bounce), count(*) filter (where v.has_purchase), 0,
            coalesce(sum(v.engaged_seconds), 0), count(v.engaged_seconds)
        from visits as v
        group by v.site
        union all
        select p.site, 0, 0, 0, 0, 0, 0, count(*), 0, 0
        from purchases as p
        group by p.site
    ),
    day_rows as (
        insert into daily (
            day, site, events, page_views, visitors, sessions, bounced_sessions, converting_sessions, orders,
            engaged_seconds, count_engaged
        )
        select
            of_day, d.site, sum(d.events), sum(d.page_views), sum(d.visitors), sum(d.sessions), sum(d.bounced_sessions),
            sum(d.converting_sessions), sum(d.orders), sum(d.engaged_seconds), sum(d.count_engaged)
        from day_parts as d
        group by d.site
    )
    insert into funnel_daily (
        day, site, device_type, channel, user_login_state, sessions, bounced, viewed, added, checked_out, purchased,
        converted
    )
    select
        of_day,
        v.site,
        v.device_type,
        v.channel,
        v.user_login_state,
        count(*) as sessions,
        count(*) filter (where v.is_bounce) as bounced,
        count(*) filter (where v.has_product_view) as viewed,
        count(*) filter (where v.has_added) as added,
        count(*) filter (where v.has_checked_out) as checked_out,
        count(*) filter (where v.has_bought) as purchased,
        count(*) filter (where v.has_purchase) as converted
    from visits as v
    group by v.site, v.device_type, v.channel, v.user_login_state;
$$;
