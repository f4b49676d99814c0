-- Where visits come from, and what they bring.

create function dash.acquisition(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_by text default 'channel',
    p_filter jsonb default '{}'
)
returns table (
    value text,
    sessions bigint,
    visitors bigint,
    share numeric,
    bounce_rate numeric,
    engaged_seconds numeric,
    conversion numeric,
    currency text,
    orders bigint,
    net_revenue numeric
)
language sql
stable
parallel safe
as $$
    with visits as (
        select * from dash.visits_by(p_from, p_to, p_tz, p_by, p_filter)
    ),
    money as (
        select
            case p_by
                when 'channel' then s.channel
                when 'source' then concat_ws(' / ', s.source, s.medium)
                when 'campaign' then s.campaign
                when 'referrer' then s.referrer_host
                when 'landing page' then s.entry_page_path
            end as value,
            o.currency,
            count(*) as orders,
            coalesce(sum(o.total), 0) - sum(o.refunded) as net_revenue
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
        inner join dash.sessions as s on s.session_id = o.session_id
        group by 1, 2
    )
    select
        v.value,
        v.sessions,
        v.visitors,
        v.share,
        v.bounce_rate,
        v.engaged_seconds,
        v.conversion,
        m.currency,
        coalesce(m.orders, 0) as orders,
        m.net_revenue
    from visits as v
    left join money as m on m.value is not distinct from v.value
    order by v.sessions desc, v.value, m.orders desc
$$;
comment on function dash.acquisition is
'Sessions by p_by (channel, source, campaign, referrer, landing page) and the orders of these sessions: a row a value and currency, so '
'sessions, visitors and rates stand on each row of a value. Money goes to the order''s own session; dash.attribution divides it otherwise';
