-- Who comes back, who buys again, and what customers are worth.
create function dash.retention(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (cohort_week date, week_number integer, clients bigint, share numeric)
language sql
stable
parallel safe
as $$
    with newcomers as (
        select c.client_id, d.day - (extract(isodow from d.day)::integer - z.week_starts_on + 7) % 7 as cohort_week
        from dash.clients as c
        cross join dash.settings as z
        cross join lateral (select (c.first_seen_at at time zone p_tz)::date as day) as d
        where (dash.with_bots(p_filter) or not c.is_bot)
        and c.first_seen_at >= dash.day_start(p_from, p_tz)
        and c.first_seen_at < dash.day_start(p_to + 1, p_tz)
    ),
    -- none of them began before its client was seen
    visits as materialized (
        select
            c.cohort_week,
            c.client_id,
            ((s.started_at at time zone p_tz)::date - c.cohort_week) / 7 as week_number,
            s.session_id,
            s.started_at,
            s.started_at < dash.day_start(p_to + 1, p_tz)
            and dash.fits(p_filter, s.user_login_state, s.site, s.device_type, s.country, s.channel) as fits
        from newcomers as c
        inner join dash.sessions as s on s.client_id = c.client_id
        where s.started_at >= dash.day_start(p_from, p_tz) and (dash.with_bots(p_filter) or not s.is_bot)
    ),
    first_visits as (
        select distinct on (v.client_id) v.client_id, v.session_id, v.fits
        from visits as v
        inner join (select w.client_id, min(w.started_at) as started_at from visits as w group by w.client_id) as f
            on f.client_id = v.client_id and f.started_at = v.started_at
        order by v.client_id, v.session_id
    ),
    members as (
        select f.client_id from first_visits as f
        where f.fits
        and (
            not dash.picks_products(p_filter)
            or f.session_id in (select v.session_id from dash.visits(p_from, p_to, p_tz, p_filter) as v)
        )
    ),
    weeks as (
        select distinct v.cohort_week, v.client_id, v.week_number
        from visits as v
        where not dash.is_narrow(p_filter) or v.client_id in (select m.client_id from members as m)
    ),
    sizes as (
        select n.cohort_week, count(*) as clients
        from newcomers as n
        where not dash.is_narrow(p_filter) or n.client_id in (select m.client_id from members as m)
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
