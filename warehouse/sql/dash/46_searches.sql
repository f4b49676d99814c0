-- What shoppers looked for, and what came of it.
create view dash.searches as
select * from public.searches;
comment on view dash.searches is 'One row a search of a visit, bots marked';

create view dash.search_daily as
select * from public.search_daily;
comment on view dash.search_daily is 'One row a normalised query and day of the shop''s zone, without bots';

create function dash.search_performance(p_from date, p_to date)
returns table (
    query text,
    searches bigint,
    searcher_days bigint,
    zero_results bigint,
    zero_rate numeric,
    results_avg numeric,
    clicks bigint,
    click_rate numeric,
    orders bigint,
    conversion numeric
)
language sql
stable
parallel safe
as $$
    select
        d.query,
        sum(d.searches)::bigint as searches,
        sum(d.searchers)::bigint as searcher_days,
        sum(d.zero_results)::bigint as zero_results,
        sum(d.zero_results)::numeric / nullif(sum(d.count_results), 0) as zero_rate,
        sum(d.results_sum)::numeric / nullif(sum(d.count_results), 0) as results_avg,
        sum(d.clicks)::bigint as clicks,
        sum(d.clicked)::numeric / sum(d.searches) as click_rate,
        sum(d.orders)::bigint as orders,
        sum(d.orders)::numeric / sum(d.searches) as conversion
    from dash.search_daily as d
    where d.day between p_from and p_to
    group by d.query
    order by sum(d.searches) desc, d.query
$$;
comment on function dash.search_performance is
'A row for each normalised query from the days p_from to p_to of the shop''s zone. zero_rate and results_avg: of the searches that say '
'how much they found; clicks: product views after a search, before the next in the same visit; click_rate: searches with such a click; '
'orders, conversion: orders after a search, before the next in the same visit, and by searches';

create function dash.search_revenue(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (query text, currency text, orders bigint, gross numeric, net numeric)
language sql
stable
parallel safe
as $$
    select
        s.normalised_query as query,
        o.currency,
        count(*) as orders,
        coalesce(sum(o.total), 0) as gross,
        coalesce(sum(o.total), 0) - sum(o.refunded) as net
    from dash.searches as s
    cross join lateral unnest(s.order_ids) as i (order_id)
    inner join dash.orders as o on o.order_id = i.order_id
    where s.searched_at >= dash.day_start(p_from, p_tz)
    and s.searched_at < dash.day_start(p_to + 1, p_tz)
    and (dash.with_bots(p_filter) or not s.is_bot)
    and s.order_ids <> '{}'
    and (
        not dash.picks_visits(p_filter)
        -- by each search's own session: few are followed by an order
        or (
            select dash.fits(p_filter, v.user_login_state, v.site, v.device_type, v.country, v.channel)
            from dash.sessions as v
            where v.session_id = s.session_id
        )
    )
    and (
        not dash.picks_products(p_filter)
        -- a visit may have begun the day before
        or s.session_id in (select v.session_id from dash.visits(p_from - 1, p_to, p_tz, p_filter) as v)
    )
    group by s.normalised_query, o.currency
    order by coalesce(sum(o.total), 0) desc, 1, 2
$$;
comment on function dash.search_revenue is
'Money of the orders that followed searches of the period in the same visit, by query and currency; an order counts for the last search '
'before it';
