-- What shoppers looked for, in any zone and for any filter.

create function dash.search_figures(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (
    query text,
    searches bigint,
    searchers bigint,
    zero_results bigint,
    count_results bigint,
    zero_rate numeric,
    results_avg numeric,
    clicked bigint,
    click_rate numeric,
    orders bigint,
    conversion numeric
)
language sql
stable
parallel safe
as $$
    with searches as (
        select s.*
        from dash.searches as s
        where s.searched_at >= dash.day_start(p_from, p_tz)
        and s.searched_at < dash.day_start(p_to + 1, p_tz)
        and (dash.with_bots(p_filter) or not s.is_bot)
        and (
            not dash.is_narrow(p_filter)
            or s.session_id in (select v.session_id from dash.visits(p_from - 1, p_to, p_tz, p_filter) as v)
        )
    )
    select
        s.normalised_query as query,
        count(*) as searches,
        count(distinct s.client_id) as searchers,
        count(*) filter (where s.results = 0) as zero_results,
        count(s.results) as count_results,
        count(*) filter (where s.results = 0)::numeric / nullif(count(s.results), 0) as zero_rate,
        avg(s.results) as results_avg,
        count(*) filter (where s.clicks > 0) as clicked,
        count(*) filter (where s.clicks > 0)::numeric / count(*) as click_rate,
        coalesce(sum(cardinality(s.order_ids)), 0)::bigint as orders,
        coalesce(sum(cardinality(s.order_ids)), 0)::numeric / count(*) as conversion
    from searches as s
    group by s.normalised_query
    order by count(*) desc, s.normalised_query
$$;
comment on function dash.search_figures is
'A row for each normalised query. zero_rate and results_avg: of the searches that say how much they found; clicked: searches with a product '
'view after them, before the next search of the visit; click_rate: by searches; orders: after a search, before the next; conversion: by '
'searches';

create function dash.search_totals(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (searches bigint, queries bigint, zero_results bigint, zero_rate numeric, click_rate numeric, orders bigint)
language sql
stable
parallel safe
as $$
    select
        coalesce(sum(f.searches), 0)::bigint as searches,
        count(*) as queries,
        coalesce(sum(f.zero_results), 0)::bigint as zero_results,
        sum(f.zero_results) / nullif(sum(f.count_results), 0) as zero_rate,
        sum(f.clicked) / nullif(sum(f.searches), 0) as click_rate,
        coalesce(sum(f.orders), 0)::bigint as orders
    from dash.search_figures(p_from, p_to, p_tz, p_filter) as f
$$;
comment on function dash.search_totals is 'One row about all searches of the period; see dash.search_figures';
