-- Who comes back, who buys again, and what customers are worth.
create function dash.retention(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (cohort_week date, week_number integer, clients bigint, share numeric)
language sql
stable
parallel safe
as $$
    with is_told as (
        select
            dash.are_visits_told(p_from, p_tz)
            -- until the models were refreshed after an upgrade
            and not exists (
                select 1 from dash.clients as c
                where c.first_seen_at >= dash.day_start(p_from, p_tz) and c.first_seen_at < dash.day_start(p_to + 1, p_tz)
                and c.client_hash is null
            ) as answer
    ),
    newcomers as materialized (
        select
            c.client_id,
            coalesce(c.client_hash, dash.path_hash(c.client_id)) as client_hash,
            d.day - (extract(isodow from d.day)::integer - z.week_starts_on + 7) % 7 as cohort_week
        from dash.clients as c
        cross join dash.settings as z
        cross join lateral (select (c.first_seen_at at time zone p_tz)::date as day) as d
        where (dash.with_bots(p_filter) or not c.is_bot)
        and c.first_seen_at >= dash.day_start(p_from, p_tz)
        and c.first_seen_at < dash.day_start(p_to + 1, p_tz)
    ),
    fitting_cells as (
        select f.day, f.cell_number from dash.fitting_cells(p_from - 2, p_to + 2, p_filter) as f
        where dash.picks_visits(p_filter)
    ),
    visits as materialized (
        select
            n.cohort_week,
            n.client_hash,
            v.started_at,
            v.visit_number,
            case when (select dash.is_shops_zone(p_tz)) then v.day else (v.started_at at time zone p_tz)::date end as day,
            v.started_at < dash.day_start(p_to + 1, p_tz)
            and (not dash.picks_visits(p_filter) or f.day is not null)
            and coalesce(dash.fits_kinds(p_filter, v.category_hashes, v.brand_hashes), false) as fits
        from newcomers as n
        inner join dash.visit_days as v on v.client_hash = n.client_hash
        left join fitting_cells as f on f.day = v.day and f.cell_number = v.cell_number
        where (select t.answer from is_told as t)
        and v.begins and v.day >= p_from - 2 and v.started_at >= dash.day_start(p_from, p_tz)
        and (dash.with_bots(p_filter) or not v.is_bot)
        union all
        -- of days whose facts are gone
        select
            n.cohort_week,
            n.client_hash,
            s.started_at,
            row_number() over (order by s.session_id) as visit_number,
            (s.started_at at time zone p_tz)::date as day,
            s.started_at < dash.day_start(p_to + 1, p_tz)
            and dash.fits(p_filter, s.user_login_state, s.site, s.device_type, s.country, s.channel)
            and (
                not dash.picks_products(p_filter)
                or s.session_id in (select v.session_id from dash.visits(p_from, p_to, p_tz, p_filter) as v)
            ) as fits
        from newcomers as n
        inner join dash.sessions as s on s.client_id = n.client_id
        where not (select t.answer from is_told as t)
        and s.started_at >= dash.day_start(p_from, p_tz) and (dash.with_bots(p_filter) or not s.is_bot)
    ),
    members as materialized (
        select distinct on (v.client_hash) v.client_hash, v.fits
        from visits as v
        where dash.is_narrow(p_filter)
        order by v.client_hash, v.started_at, v.visit_number
    ),
    weeks as (
        select distinct v.cohort_week, v.client_hash, (v.day - v.cohort_week) / 7 as week_number
        from visits as v
        where not dash.is_narrow(p_filter) or v.client_hash in (select m.client_hash from members as m where m.fits)
    ),
    sizes as (
        select n.cohort_week, count(*) as clients
        from newcomers as n
        where not dash.is_narrow(p_filter) or n.client_hash in (select m.client_hash from members as m where m.fits)
        group by n.cohort_week
    )
    select
        w.cohort_week,
        w.week_number,
        count(*) as clients,
        count(*)::numeric / z.clients as share
    from weeks as w
    inner join sizes as z on z.cohort_week = w.cohort_week
    group by w.cohort_week, w.week_number, z.clients
    order by w.cohort_week, w.week_number
$$;
comment on function dash.retention is
'Clients first seen from p_from to p_to by the week of that (weeks start as the shop''s setting says), and how many of them had a session '
'in each week after it, whatever that session was; week 0 is the cohort''s own. Of those whose first session fits p_filter; without bots, unless '
'it asks for them';

create function dash.customers(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (customer text, currency text, orders bigint, net numeric, first_ordered_at timestamptz, last_ordered_at timestamptz)
language sql
stable
parallel safe
as $$
    select
        coalesce(o.user_id, o.client_id) as customer,
        o.currency,
        count(*) as orders,
        coalesce(sum(o.total), 0) - sum(o.refunded) as net,
        min(o.ordered_at) as first_ordered_at,
        max(o.ordered_at) as last_ordered_at
    from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
    where coalesce(o.user_id, o.client_id) is not null
    group by 1, 2
$$;
comment on function dash.customers is
'Who bought in the period, by currency: the user, where an order names one, else the browser; of the orders that fit p_filter';

create function dash.repeat_purchase(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (customers bigint, repeat_customers bigint, repeat_rate numeric, days_to_second_median numeric)
language sql
stable
parallel safe
as $$
    with purchases as (
        select
            coalesce(o.user_id, o.client_id) as customer,
            o.ordered_at,
            row_number() over (
                partition by coalesce(o.user_id, o.client_id) order by o.ordered_at, o.order_id
            ) as place
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
        where coalesce(o.user_id, o.client_id) is not null
    ),
    pairs as (
        select f.customer, extract(epoch from s.ordered_at - f.ordered_at) / 86400 as days
        from purchases as f
        left join purchases as s on s.customer = f.customer and s.place = 2
        where f.place = 1
    )
    select
        count(*) as customers,
        count(p.days) as repeat_customers,
        count(p.days)::numeric / nullif(count(*), 0) as repeat_rate,
        (percentile_disc(0.5) within group (order by p.days))::numeric as days_to_second_median
    from pairs as p
$$;
comment on function dash.repeat_purchase is
'One row: customers of the period (as in dash.customers), those of them with two orders or more in it, and the median time in days from '
'the first order to the second';

create function dash.rfv(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (
    customer text,
    currency text,
    recency_days integer,
    frequency bigint,
    value numeric,
    recency_score integer,
    frequency_score integer,
    value_score integer,
    segment text
)
language sql
stable
parallel safe
as $$
    with scored as (
        select
            c.*,
            ceil(5 * cume_dist() over (partition by c.currency order by c.last_ordered_at))::integer as recency_score,
            ceil(5 * cume_dist() over (partition by c.currency order by c.orders))::integer as frequency_score,
            ceil(5 * cume_dist() over (partition by c.currency order by c.net))::integer as value_score
        from dash.customers(p_from, p_to, p_tz, p_filter) as c
    )
    select
        s.customer,
        s.currency,
        p_to - (s.last_ordered_at at time zone p_tz)::date as recency_days,
        s.orders as frequency,
        s.net as value,
        s.recency_score,
        s.frequency_score,
        s.value_score,
        case
            when s.orders = 1 and s.recency_score >= 4 then 'new'
            when s.orders = 1 then 'once'
            when s.recency_score >= 4 and s.value_score >= 4 then 'best'
            when s.recency_score >= 3 then 'loyal'
            when s.value_score >= 4 then 'at risk'
            else 'sleeping'
        end as segment
    from scored as s
    order by s.net desc, s.customer, s.currency
$$;
comment on function dash.rfv is
'Customers of the period by recency, frequency and value, by currency. Scores from 1 to 5: the fifth of the customers whom one reaches or '
'surpasses; equal customers score alike. segment: one order: new (recency 4 or 5) or once; more: best (recency and value 4 or 5), loyal '
'(recency 3 or more), at risk (value 4 or 5, recency below 3), sleeping';
