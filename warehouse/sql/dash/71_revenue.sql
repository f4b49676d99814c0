-- Money, always apart by currency.

create function dash.revenue(p_from date, p_to date, p_tz text default 'UTC', p_login text[] default null)
returns table (currency text, orders bigint, gross numeric, refunded numeric, net numeric, average_order numeric)
language sql
stable
parallel safe
as $$
    select
        o.currency,
        count(*) as orders,
        coalesce(sum(o.total), 0) as gross,
        sum(o.refunded) as refunded,
        coalesce(sum(o.total), 0) - sum(o.refunded) as net,
        round(avg(o.total), 2) as average_order
    from dash.placed_orders(p_from, p_to, p_tz, dash.filter_of(p_login)) as o
    group by o.currency
    order by coalesce(sum(o.total), 0) desc, o.currency
$$;
comment on function dash.revenue is
'A row a currency, null for orders that named none. gross: order totals as reported; refunded: what was given back of these '
'orders, whenever; net: gross - refunded; average_order: mean total of the orders that carry one, rounded to 2 decimals';
