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
            or s.session_id in (select v.session_id from dash.visits_that_fit(p_from, p_to, p_tz, p_filter) as v)
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

create function dash.query_figures(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (
    is_total boolean,
    query text,
    queries bigint,
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
    with figures as materialized (
        select * from dash.search_figures(p_from, p_to, p_tz, p_filter)
    ),
    rows as (
        select
            true as is_total,
            null as query,
            count(*) as queries,
            coalesce(sum(f.searches), 0)::bigint as searches,
            null::bigint as searchers,
            coalesce(sum(f.zero_results), 0)::bigint as zero_results,
            coalesce(sum(f.count_results), 0)::bigint as count_results,
            sum(f.zero_results) / nullif(sum(f.count_results), 0) as zero_rate,
            sum(f.results_avg * f.count_results) / nullif(sum(f.count_results), 0) as results_avg,
            coalesce(sum(f.clicked), 0)::bigint as clicked,
            sum(f.clicked) / nullif(sum(f.searches), 0) as click_rate,
            coalesce(sum(f.orders), 0)::bigint as orders,
            sum(f.orders) / nullif(sum(f.searches), 0) as conversion
        from figures as f
        union all
        select
            false, f.query, 1, f.searches, f.searchers, f.zero_results, f.count_results, f.zero_rate, f.results_avg, f.clicked, f.click_rate,
            f.orders, f.conversion
        from figures as f
    )
    select r.* from rows as r
    order by r.is_total desc, r.searches desc, r.query
$$;
comment on function dash.query_figures is
'dash.search_figures, and before them a row about all searches of the period (is_total), which says how many queries there were and not how many '
'searchers';

create function dash.search_totals(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (searches bigint, queries bigint, zero_results bigint, zero_rate numeric, click_rate numeric, orders bigint)
language sql
stable
parallel safe
as $$
    select f.searches, f.queries, f.zero_results, f.zero_rate, f.click_rate, f.orders
    from dash.query_figures(p_from, p_to, p_tz, p_filter) as f
    where f.is_total
$$;
comment on function dash.search_totals is 'The row of dash.query_figures about all searches of the period';
