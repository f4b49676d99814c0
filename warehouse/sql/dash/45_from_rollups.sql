-- What was counted by day when it was loaded, under a filter by properties of visits.

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

create function dash.counted_visitors(p_from date, p_to date, p_filter jsonb default '{}')
returns setof dash.visitor_days
language sql
stable
parallel safe
as $$
    select v.*
    from dash.visitor_days as v
    where not dash.picks_visits(p_filter) and v.day between p_from and p_to
    union all
    select v.*
    from dash.counted_visits(p_from, p_to, p_filter) as f
    inner join dash.visitor_days as v on v.day = f.day and v.cell_number = f.cell_number
    where dash.picks_visits(p_filter) and v.day between p_from and p_to
$$;
comment on function dash.counted_visitors is 'Rows of dash.visitor_days that fit p_filter by login, site, device, country and channel';
