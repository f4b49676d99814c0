-- What was counted by day when it was loaded, under a filter by properties of visits and by products.

create function dash.counted_visits(p_from date, p_to date, p_filter jsonb default '{}')
returns setof dash.funnel_daily
language sql
stable
parallel safe
as $$
    select f.*
    from dash.funnel_daily as f
    where f.day between p_from and p_to
    and dash.fits(p_filter, f.user_login_state, f.site, f.device_type, f.country, f.channel)
$$;
comment on function dash.counted_visits is 'Rows of dash.funnel_daily that fit p_filter by login, site, device, country and channel';

create function dash.fitting_cells(p_from date, p_to date, p_filter jsonb default '{}')
returns setof dash.visit_cells
language sql
stable
parallel safe
as $$
    select c.*
    from dash.visit_cells as c
    where c.day between p_from and p_to
    and (dash.with_bots(p_filter) or not c.is_bot)
    and dash.fits(p_filter, c.user_login_state, c.site, c.device_type, c.country, c.channel)
$$;
comment on function dash.fitting_cells is 'Rows of dash.visit_cells that fit p_filter by login, site, device, country, channel and bots';

create function dash.visit_parts(p_from date, p_to date, p_filter jsonb default '{}')
returns setof dash.visit_days
language sql
stable
parallel safe
as $$
    select v.*
    from dash.visit_days as v
    where not dash.picks_visits(p_filter) and v.day between p_from and p_to
    and (dash.with_bots(p_filter) or not v.is_bot)
    and dash.fits_kinds(p_filter, v.category_hashes, v.brand_hashes)
    union all
    select v.*
    from dash.fitting_cells(p_from, p_to, p_filter) as c
    inner join dash.visit_days as v on v.day = c.day and v.cell_number = c.cell_number
    where dash.picks_visits(p_filter) and v.day between p_from and p_to
    and dash.fits_kinds(p_filter, v.category_hashes, v.brand_hashes)
$$;
comment on function dash.visit_parts is
'Rows of dash.visit_days of the shop''s days p_from to p_to that fit p_filter as in dash.visits';

create function dash.brief_visits(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.visit_days
language sql
stable
parallel safe
as $$
    select v.*
    -- a day of one zone may touch the second day before or after it of another one
    from dash.visit_parts(p_from - 2, p_to + 2, p_filter) as v
    where v.begins
    and v.started_at >= dash.day_start(p_from, p_tz)
    and v.started_at < dash.day_start(p_to + 1, p_tz)
$$;
comment on function dash.brief_visits is
'dash.visits as rows of dash.visit_days: numbers instead of texts, and products without a look at events';

create function dash.whole_days(p_from date, p_to date, p_tz text default 'UTC')
returns table (first_day date, last_day date, starts_at timestamptz, ends_at timestamptz, has_edges boolean)
language sql
stable
parallel safe
as $$
    with bounds as (
        select
            z.time_zone,
            dash.day_start(p_from, p_tz) as from_at,
            dash.day_start(p_to + 1, p_tz) as to_at,
            (dash.day_start(p_from, p_tz) at time zone z.time_zone)::date as from_day,
            (dash.day_start(p_to + 1, p_tz) at time zone z.time_zone)::date as to_day
        from dash.settings as z
    ),
    days as (
        select
            b.*,
            b.from_day + (dash.day_start(b.from_day, b.time_zone) < b.from_at)::integer as first_day,
            b.to_day - 1 as last_day
        from bounds as b
    ),
    ends as (
        select
            d.*,
            case when d.first_day <= d.last_day then dash.day_start(d.first_day, d.time_zone) else d.to_at end as starts_at,
            case when d.first_day <= d.last_day then dash.day_start(d.last_day + 1, d.time_zone) else d.to_at end as ends_at
        from days as d
    )
    select e.first_day, e.last_day, e.starts_at, e.ends_at, e.starts_at > e.from_at or e.ends_at < e.to_at as has_edges
    from ends as e
$$;
comment on function dash.whole_days is
'One row: the shop''s days that lie within the days p_from to p_to of zone p_tz, and what of these is left at the ends: from the first instant of '
'p_from to starts_at, and from ends_at to the end of p_to';
