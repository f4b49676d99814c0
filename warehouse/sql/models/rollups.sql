-- Builds a day of hourly, daily and event_daily anew from the day's facts.
create or replace function public.refresh_total_day(of_day date, starts_at timestamptz, ends_at timestamptz)
returns void
language sql
as $$
    -- by the hour, too: before a change of zone it was another day's
    delete from hourly where day = of_day or (hour_at >= starts_at and hour_at < ends_at);
    delete from daily where day = of_day;
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
            s.engaged_seconds,
            s.is_bounce,
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
    )
    insert into daily (
        day, site, events, page_views, visitors, sessions, bounced_sessions, converting_sessions, orders,
        engaged_seconds, count_engaged
    )
    select
        of_day, d.site, sum(d.events), sum(d.page_views), sum(d.visitors), sum(d.sessions), sum(d.bounced_sessions),
        sum(d.converting_sessions), sum(d.orders), sum(d.engaged_seconds), sum(d.count_engaged)
    from day_parts as d
    group by d.site;
$$;

-- Builds a day of funnel_daily, visitor_days and page_view_days anew from the visits of which a part was on it.
create or replace function public.refresh_visit_day(of_day date, starts_at timestamptz, ends_at timestamptz)
returns void
language sql
as $$
    delete from funnel_daily where day = of_day;
    delete from visitor_days where day = of_day;
    delete from page_view_days where day = of_day;

    with visits as materialized (
        select
            s.*,
            s.started_at >= starts_at as begins,
            s.started_at >= starts_at and s.ended_at < ends_at as is_whole,
            dense_rank() over (
                order by s.site, s.device_type, s.country, s.channel, s.user_login_state
            ) as cell_number
        from sessions as s
        where s.started_at < ends_at and s.ended_at >= starts_at and not s.is_bot
        -- those few that are longer have an index of their own
        and (s.started_at >= starts_at - interval '24 hours' or s.ended_at - s.started_at > interval '1 day')
    ),
    -- of a visit that midnight divides only the day's events count
    parts as (
        select
            m.visit_id,
            count(*) as events,
            count(*) filter (where m.event_name = 'page_view') as page_views,
            string_agg(event_letter(m.event_name), '') as steps
        from visit_members(array(select v.session_id from visits as v where not v.is_whole)) as m
        where m.event_timestamp >= starts_at and m.event_timestamp < ends_at
        group by m.visit_id
    ),
    told as materialized (
        select
            v.*,
            case when v.is_whole then v.steps else coalesce(p.steps, '') end as day_steps,
            case when v.is_whole then v.event_count else coalesce(p.events, 0) end as events,
            case when v.is_whole then v.page_view_count else coalesce(p.page_views, 0) end as page_views
        from visits as v
        left join parts as p on p.visit_id = v.session_id
        where v.begins or p.events > 0
    ),
    cells as (
        insert into funnel_daily (
            day, cell_number, site, device_type, country, channel, user_login_state, sessions, bounced, viewed, added,
            checked_out, purchased, converted, events, page_views, session_page_views, engaged_seconds, count_engaged, event_counts
        )
        select
            of_day,
            t.cell_number,
            t.site,
            t.device_type,
            t.country,
            t.channel,
            t.user_login_state,
            count(*) filter (where t.begins) as sessions,
            count(*) filter (where t.begins and t.is_bounce) as bounced,
            count(*) filter (where t.begins and t.has_product_view) as viewed,
            count(*) filter (where t.begins and t.has_product_view and t.has_add_to_cart) as added,
            count(*) filter (where t.begins and t.has_product_view and t.has_add_to_cart and t.has_checkout) as checked_out,
            count(*) filter (
                where t.begins and t.has_product_view and t.has_add_to_cart and t.has_checkout and t.has_purchase
            ) as purchased,
            count(*) filter (where t.begins and t.has_purchase) as converted,
            sum(t.events) as events,
            sum(t.page_views) as page_views,
            coalesce(sum(t.page_view_count) filter (where t.begins), 0) as session_page_views,
            coalesce(sum(t.engaged_seconds) filter (where t.begins), 0) as engaged_seconds,
            count(t.engaged_seconds) filter (where t.begins) as count_engaged,
            case when bool_and(t.day_steps is not null) then letter_counts(string_agg(t.day_steps, '')) end as event_counts
        from told as t
        group by t.cell_number, t.site, t.device_type, t.country, t.channel, t.user_login_state
        -- a question asks for some combinations, whose rows then lie together
        order by t.cell_number
    ),
    views as materialized (
        select
            t.cell_number,
            t.session_id,
            t.is_whole,
            t.has_purchase,
            v.view_number,
            path_hash(v.path) as path_hash,
            client_hash(v.client_id) as client_hash,
            (v.is_entry::integer + 2 * v.is_exit::integer + 4 * (not t.is_whole)::integer)::smallint as marks,
            v.engaged_ms,
            v.scroll_depth,
            -- a page that is loaded again is no step of a journey
            v.is_entry or v.path is distinct from v.previous_path as is_step
        from told as t
        inner join page_views as v on v.session_id = t.session_id
        where v.viewed_at >= starts_at and v.viewed_at < ends_at
    ),
    cell_views as (
        select
            v.cell_number,
            array_agg(v.path_hash order by v.is_whole, v.session_id, v.view_number) as path_hashes,
            array_agg(v.client_hash order by v.is_whole, v.session_id, v.view_number) as client_hashes,
            array_agg(v.marks order by v.is_whole, v.session_id, v.view_number) as marks,
            array_agg(v.engaged_ms order by v.is_whole, v.session_id, v.view_number) as engaged_ms,
            array_agg(v.scroll_depth order by v.is_whole, v.session_id, v.view_number) as scroll_depths
        from views as v
        group by v.cell_number
    ),
    journeys as (
        select v.cell_number, v.session_id, v.has_purchase, array_agg(v.path_hash order by v.view_number) as pages
        from views as v
        where v.is_whole and v.is_step
        group by v.cell_number, v.session_id, v.has_purchase
    ),
    cell_journeys as (
        select
            j.cell_number,
            array_agg(j.pages[1] order by j.session_id) as first_pages,
            array_agg(case when cardinality(j.pages) < 2 then 0 else j.pages[2] end order by j.session_id) as second_pages,
            array_agg(case when cardinality(j.pages) < 3 then 0 else j.pages[3] end order by j.session_id) as third_pages,
            array_agg(case when cardinality(j.pages) < 4 then 0 else j.pages[4] end order by j.session_id) as fourth_pages,
            array_agg(j.has_purchase order by j.session_id) as have_purchased
        from journeys as j
        group by j.cell_number
    ),
    cell_divided as (
        select t.cell_number, array_agg(t.session_id order by t.session_id) as divided_visits
        from told as t
        where not t.is_whole
        group by t.cell_number
    ),
    pages as (
        insert into page_view_days (
            day, cell_number, path_hashes, client_hashes, marks, engaged_ms, scroll_depths, first_pages, second_pages, third_pages,
            fourth_pages, have_purchased, divided_visits
        )
        select
            of_day,
            c.cell_number,
            coalesce(v.path_hashes, '{}'),
            coalesce(v.client_hashes, '{}'),
            coalesce(v.marks, '{}'),
            coalesce(v.engaged_ms, '{}'),
            coalesce(v.scroll_depths, '{}'),
            coalesce(j.first_pages, '{}'),
            coalesce(j.second_pages, '{}'),
            coalesce(j.third_pages, '{}'),
            coalesce(j.fourth_pages, '{}'),
            coalesce(j.have_purchased, '{}'),
            coalesce(d.divided_visits, '{}')
        from (select distinct t.cell_number from told as t) as c
        left join cell_views as v on v.cell_number = c.cell_number
        left join cell_journeys as j on j.cell_number = c.cell_number
        left join cell_divided as d on d.cell_number = c.cell_number
        where v.cell_number is not null or d.cell_number is not null
        order by c.cell_number
    )
    insert into visitor_days (
        day, cell_number, client_hash, sessions, event_bits, bounced, converted, engaged_seconds, count_engaged
    )
    select
        of_day,
        t.cell_number,
        client_hash(t.client_id) as client_hash,
        count(*) filter (where t.begins) as sessions,
        bit_or(coalesce(bits_of_steps(t.day_steps), 0)) as event_bits,
        count(*) filter (where t.begins and t.is_bounce) as bounced,
        count(*) filter (where t.begins and t.has_purchase) as converted,
        coalesce(sum(t.engaged_seconds) filter (where t.begins), 0) as engaged_seconds,
        count(t.engaged_seconds) filter (where t.begins) as count_engaged
    from told as t
    where t.client_id is not null
    group by t.cell_number, client_hash(t.client_id)
    order by t.cell_number, client_hash(t.client_id);
$$;
