-- Builds a day of hourly, daily, event_daily and quarter_events anew from the day's facts.
create or replace function public.refresh_total_day(of_day date, starts_at timestamptz, ends_at timestamptz)
returns void
language sql
as $$
    -- by the hour, too: before a change of zone it was another day's
    delete from hourly where day = of_day or (hour_at >= starts_at and hour_at < ends_at);
    delete from daily where day = of_day;
    delete from event_daily where day = of_day;
    delete from quarter_events where day = of_day or (quarter_at >= starts_at and quarter_at < ends_at);

    insert into quarter_events (quarter_at, day, events, page_views, bot_events, bot_page_views)
    select
        date_bin(interval '15 minutes', e.event_timestamp, timestamptz '2000-01-01 00:00:00+00'),
        of_day,
        count(*) filter (where not e.is_bot),
        count(*) filter (where not e.is_bot and e.event_name = 'page_view'),
        count(*) filter (where e.is_bot),
        count(*) filter (where e.is_bot and e.event_name = 'page_view')
    from clickstream_events as e
    where e.event_timestamp >= starts_at and e.event_timestamp < ends_at
    group by 1;

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

-- Builds a day of funnel_daily, visit_cells, visit_days, page_view_days and other_paths anew from the visits of which a part was on it.
create or replace function public.refresh_visit_day(of_day date, starts_at timestamptz, ends_at timestamptz)
returns void
language sql
as $$
    delete from funnel_daily where day = of_day;
    delete from visit_cells where day = of_day;
    delete from visit_days where day = of_day;
    delete from page_view_days where day = of_day;
    delete from other_paths where day = of_day;

    with visits as materialized (
        select
            s.*,
            s.started_at >= starts_at as begins,
            s.started_at >= starts_at and s.ended_at < ends_at as is_whole,
            dense_rank() over (
                order by s.is_bot, s.site, s.device_type, s.country, s.channel, s.user_login_state
            ) as cell_number
        from sessions as s
        where s.started_at < ends_at and s.ended_at >= starts_at
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
    named as (
        select
            coalesce(e.session_id, s.session_id) as visit_id,
            e.context_product_category as category,
            e.context_product_brand as brand
        from clickstream_events as e
        -- where a client sends no session ids, the visit is found by its span
        left join visits as s
            on e.session_id is null and s.is_derived and s.client_id = e.client_id
            and e.event_timestamp between s.started_at and s.ended_at
        where e.event_timestamp >= starts_at and e.event_timestamp < ends_at and e.context_product_id is not null
        union all
        -- of one that goes on after midnight all events, on the day on which it began
        select e.session_id, e.context_product_category, e.context_product_brand
        from clickstream_events as e
        where e.session_id = any(array(select v.session_id from visits as v where v.begins and not v.is_whole and not v.is_derived))
        and e.context_product_id is not null
        union all
        select s.session_id, e.context_product_category, e.context_product_brand
        from sessions as s
        inner join clickstream_events as e
            on e.client_id = s.client_id and e.session_id is null and e.event_timestamp between s.started_at and s.ended_at
        where s.session_id = any(array(select v.session_id from visits as v where v.begins and not v.is_whole and v.is_derived))
        and e.context_product_id is not null
    ),
    kinds as (
        select
            k.visit_id,
            array_agg(path_hash(coalesce(k.category, 'unknown')) order by k.category, k.brand) as category_hashes,
            array_agg(path_hash(coalesce(k.brand, 'unknown')) order by k.category, k.brand) as brand_hashes
        from (
            select distinct n.visit_id, n.category, n.brand from named as n
            where n.visit_id is not null
        ) as k
        group by k.visit_id
    ),
    told as materialized (
        select
            v.*,
            row_number() over (order by v.cell_number, v.session_id) as visit_number,
            case when v.is_whole then v.steps else coalesce(p.steps, '') end as day_steps,
            case when v.is_whole then v.event_count else coalesce(p.events, 0) end as events,
            case when v.is_whole then v.page_view_count else coalesce(p.page_views, 0) end as page_views
        from visits as v
        left join parts as p on p.visit_id = v.session_id
        where v.begins or p.events > 0
    ),
    cells as (
        insert into visit_cells (
            day, cell_number, is_bot, site, device_type, country, channel, user_login_state, events, page_views, event_counts
        )
        select
            of_day,
            t.cell_number,
            t.is_bot,
            t.site,
            t.device_type,
            t.country,
            t.channel,
            t.user_login_state,
            sum(t.events) as events,
            sum(t.page_views) as page_views,
            case when bool_and(t.day_steps is not null) then letter_counts(string_agg(t.day_steps, '')) end as event_counts
        from told as t
        group by t.cell_number, t.is_bot, t.site, t.device_type, t.country, t.channel, t.user_login_state
        -- a question asks for some combinations, whose rows then lie together
        order by t.cell_number
    ),
    funnels as (
        insert into funnel_daily (
            day, cell_number, site, device_type, country, channel, user_login_state, sessions, bounced, viewed, added,
            checked_out, purchased, converted, session_page_views, engaged_seconds, count_engaged
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
            coalesce(sum(t.page_view_count) filter (where t.begins), 0) as session_page_views,
            coalesce(sum(t.engaged_seconds) filter (where t.begins), 0) as engaged_seconds,
            count(t.engaged_seconds) filter (where t.begins) as count_engaged
        from told as t
        where not t.is_bot
        group by t.cell_number, t.site, t.device_type, t.country, t.channel, t.user_login_state
        order by t.cell_number
    ),
    views as materialized (
        select
            t.cell_number,
            t.session_id,
            t.visit_number,
            t.is_bot,
            t.is_whole,
            t.has_purchase,
            v.view_number,
            v.path,
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
            array_agg(v.scroll_depth order by v.is_whole, v.session_id, v.view_number) as scroll_depths,
            array_agg(v.visit_number::integer order by v.is_whole, v.session_id, v.view_number) as visit_numbers
        from views as v
        group by v.cell_number
    ),
    journeys as (
        select
            v.cell_number, v.session_id, v.visit_number, v.has_purchase, array_agg(v.path_hash order by v.view_number) as pages
        from views as v
        where v.is_whole and v.is_step
        group by v.cell_number, v.session_id, v.visit_number, v.has_purchase
    ),
    cell_journeys as (
        select
            j.cell_number,
            array_agg(j.pages[1] order by j.session_id) as first_pages,
            array_agg(case when cardinality(j.pages) < 2 then 0 else j.pages[2] end order by j.session_id) as second_pages,
            array_agg(case when cardinality(j.pages) < 3 then 0 else j.pages[3] end order by j.session_id) as third_pages,
            array_agg(case when cardinality(j.pages) < 4 then 0 else j.pages[4] end order by j.session_id) as fourth_pages,
            array_agg(j.has_purchase order by j.session_id) as have_purchased,
            array_agg(j.visit_number::integer order by j.session_id) as journey_visits
        from journeys as j
        group by j.cell_number
    ),
    cell_divided as (
        select t.cell_number, array_agg(t.session_id order by t.session_id) as divided_visits,
            array_agg(t.visit_number::integer order by t.session_id) as divided_numbers
        from told as t
        where not t.is_whole
        group by t.cell_number
    ),
    pages as (
        insert into page_view_days (
            day, cell_number, is_bot, path_hashes, client_hashes, marks, engaged_ms, scroll_depths, visit_numbers, first_pages,
            second_pages, third_pages, fourth_pages, have_purchased, journey_visits, divided_visits, divided_numbers
        )
        select
            of_day,
            c.cell_number,
            c.is_bot,
            coalesce(v.path_hashes, '{}'),
            coalesce(v.client_hashes, '{}'),
            coalesce(v.marks, '{}'),
            coalesce(v.engaged_ms, '{}'),
            coalesce(v.scroll_depths, '{}'),
            coalesce(v.visit_numbers, '{}'),
            coalesce(j.first_pages, '{}'),
            coalesce(j.second_pages, '{}'),
            coalesce(j.third_pages, '{}'),
            coalesce(j.fourth_pages, '{}'),
            coalesce(j.have_purchased, '{}'),
            coalesce(j.journey_visits, '{}'),
            coalesce(d.divided_visits, '{}'),
            coalesce(d.divided_numbers, '{}')
        from (select distinct t.cell_number, t.is_bot from told as t) as c
        left join cell_views as v on v.cell_number = c.cell_number
        left join cell_journeys as j on j.cell_number = c.cell_number
        left join cell_divided as d on d.cell_number = c.cell_number
        where v.cell_number is not null or d.cell_number is not null
        order by c.cell_number
    ),
    paths as (
        insert into other_paths (day, path)
        select of_day, p.path
        from (
            select t.entry_page_path as path from told as t
            where t.begins
            union
            select v.path from views as v
            where v.is_bot
            except
            select v.path from views as v
            where not v.is_bot
        ) as p
        where p.path is not null
    )
    insert into visit_days (
        day, visit_number, cell_number, client_hash, started_at, entry_hash, event_bits, page_view_count, is_bot, begins, is_bounce,
        has_product_view, has_add_to_cart, has_checkout, has_purchase, engaged_seconds, category_hashes, brand_hashes
    )
    select
        of_day,
        t.visit_number,
        t.cell_number,
        client_hash(t.client_id) as client_hash,
        case when t.begins then t.started_at else refresh_visit_day.starts_at end as started_at,
        case when t.begins then path_hash(t.entry_page_path) end as entry_hash,
        coalesce(bits_of_steps(t.day_steps), 0) as event_bits,
        case when t.begins then t.page_view_count else 0 end as page_view_count,
        t.is_bot,
        t.begins,
        t.begins and t.is_bounce as is_bounce,
        t.begins and t.has_product_view as has_product_view,
        t.begins and t.has_add_to_cart as has_add_to_cart,
        t.begins and t.has_checkout as has_checkout,
        t.begins and t.has_purchase as has_purchase,
        case when t.begins then t.engaged_seconds end as engaged_seconds,
        k.category_hashes,
        k.brand_hashes
    from told as t
    left join kinds as k on k.visit_id = t.session_id
    order by t.visit_number;
$$;
