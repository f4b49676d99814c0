-- What changed most between two periods.

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
        where dash.are_visitors_counted(least(p_from, p_vs_from), p_tz, p_filter)
        union all
        select f.channel, f.device_type, f.country, f.sessions, f.converted, false as is_now
        from dash.counted_visits(p_vs_from, p_vs_to, p_filter) as f
        where dash.are_visitors_counted(least(p_from, p_vs_from), p_tz, p_filter)
    ),
    told as not materialized (
        select v.day, v.cell_number, v.entry_hash, v.has_purchase, true as is_now
        from dash.brief_visits(p_from, p_to, p_tz, p_filter) as v
        where dash.are_visits_told(least(p_from, p_vs_from), p_tz)
        union all
        select v.day, v.cell_number, v.entry_hash, v.has_purchase, false as is_now
        from dash.brief_visits(p_vs_from, p_vs_to, p_tz, p_filter) as v
        where dash.are_visits_told(least(p_from, p_vs_from), p_tz)
    ),
    -- of days whose facts are gone
    visits as (
        select s.channel, s.device_type, s.country, s.entry_page_path, s.has_purchase, true as is_now
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        where not dash.are_visits_told(least(p_from, p_vs_from), p_tz)
        union all
        select s.channel, s.device_type, s.country, s.entry_page_path, s.has_purchase, false as is_now
        from dash.visits(p_vs_from, p_vs_to, p_tz, p_filter) as s
        where not dash.are_visits_told(least(p_from, p_vs_from), p_tz)
    ),
    names as (
        select n.path_hash, n.path
        from dash.path_names(least(p_from, p_vs_from) - 2, greatest(p_to, p_vs_to) + 2) as n
        where dash.are_visits_told(least(p_from, p_vs_from), p_tz)
    ),
    -- first as few rows as there are combinations
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
            c.channel, c.device_type, c.country, null, false, true, sum(t.sessions), sum(t.previous), sum(t.converting),
            sum(t.previous_converting)
        from (
            select
                v.day,
                v.cell_number,
                count(*) filter (where v.is_now) as sessions,
                count(*) filter (where not v.is_now) as previous,
                count(*) filter (where v.is_now and v.has_purchase) as converting,
                count(*) filter (where not v.is_now and v.has_purchase) as previous_converting
            from told as v
            where not dash.are_visitors_counted(least(p_from, p_vs_from), p_tz, p_filter)
            group by v.day, v.cell_number
        ) as t
        inner join dash.visit_cells as c on c.day = t.day and c.cell_number = t.cell_number
        group by c.channel, c.device_type, c.country
        union all
        select null, null, null, n.path, true, false, t.sessions, t.previous, t.converting, t.previous_converting
        from (
            select
                v.entry_hash,
                count(*) filter (where v.is_now) as sessions,
                count(*) filter (where not v.is_now) as previous,
                count(*) filter (where v.is_now and v.has_purchase) as converting,
                count(*) filter (where not v.is_now and v.has_purchase) as previous_converting
            from told as v
            group by v.entry_hash
        ) as t
        left join names as n on n.path_hash = t.entry_hash
        union all
        select
            v.channel, v.device_type, v.country, v.entry_page_path, true, true,
            count(*) filter (where v.is_now),
            count(*) filter (where not v.is_now),
            count(*) filter (where v.is_now and v.has_purchase),
            count(*) filter (where not v.is_now and v.has_purchase)
        from visits as v
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
