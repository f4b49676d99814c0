-- Totals that were counted when the facts arrived; a period is a few hundred rows.
create view dash.hourly as
select * from public.hourly;
comment on view dash.hourly is 'One row an hour of the shop''s clocks and site, without bots; hours without anything have none';

create view dash.daily as
select * from public.daily;
comment on view dash.daily is 'One row a day of the shop''s zone and site, without bots';

create view dash.other_paths as
select * from public.other_paths;
comment on view dash.other_paths is 'One row a day and path that dash.page_daily of that day does not have: of bots, or of a session''s first event';

create view dash.quarter_events as
select * from public.quarter_events;
comment on view dash.quarter_events is 'One row a quarter of an hour with events, those of bots beside the others';

create view dash.event_daily as
select * from public.event_daily;
comment on view dash.event_daily is 'One row a day of the shop''s zone, site and event name, without bots';

create view dash.funnel_daily as
select * from public.funnel_daily;
comment on view dash.funnel_daily is
'One row a day of the shop''s zone, site, device, country, channel and login state, without bots';

create view dash.visit_cells as
select * from public.visit_cells;
comment on view dash.visit_cells is
'One row a day of the shop''s zone, site, device, country, channel and login state, and another one for bots';

create view dash.visit_days as
select * from public.visit_days;
comment on view dash.visit_days is
'One row a session and day of the shop''s zone on which a part of it was, bots marked; with its properties in dash.visit_cells';

create view dash.page_view_days as
select * from public.page_view_days;
comment on view dash.page_view_days is
'One row a day of the shop''s zone and combination of properties (cell_number of dash.visit_cells), with its page views in arrays';

create function dash.funnel_by(
    p_from date,
    p_to date,
    p_by text default 'channel',
    p_site text default null,
    p_device text default null,
    p_channel text default null,
    p_login text[] default null
)
returns table (
    value text,
    sessions bigint,
    bounced bigint,
    viewed bigint,
    added bigint,
    checked_out bigint,
    purchased bigint,
    converted bigint,
    conversion numeric
)
language sql
stable
parallel safe
as $$
    select
        case p_by
            when 'day' then f.day::text
            when 'site' then f.site
            when 'device' then f.device_type
            when 'channel' then f.channel
            when 'login' then coalesce(f.user_login_state, 'unknown')
        end as value,
        sum(f.sessions)::bigint as sessions,
        sum(f.bounced)::bigint as bounced,
        sum(f.viewed)::bigint as viewed,
        sum(f.added)::bigint as added,
        sum(f.checked_out)::bigint as checked_out,
        sum(f.purchased)::bigint as purchased,
        sum(f.converted)::bigint as converted,
        sum(f.converted)::numeric / nullif(sum(f.sessions), 0) as conversion
    from dash.funnel_daily as f
    where f.day between p_from and p_to
    and (p_site is null or f.site = p_site)
    and (p_device is null or f.device_type = p_device)
    and (p_channel is null or f.channel = p_channel)
    and (p_login is null or coalesce(f.user_login_state, 'unknown') = any(p_login))
    -- others have but events of sessions that began the day before
    and f.sessions > 0
    group by 1
    order by 2 desc, 1
$$;
comment on function dash.funnel_by is
'Sessions that began on the days p_from to p_to of the shop''s zone, by p_by: day, site, device, channel or login; anything else gives '
'one row. viewed to purchased: did that step and all before it; converted: bought; conversion: converted by sessions';
