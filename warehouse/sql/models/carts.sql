-- Builds carts anew: those of cart_keys, and every cart of the clients client_keys.
--
-- An event belongs to the cart that it names; one that names none, to the cart that its client named last since it last bought, else
-- to the one that it names next before it buys, else to the client's own (is_derived). A purchase closes the cart that it belongs
-- to. What follows opens the next one only with something put in: the thank-you page may still show the old cart.
create or replace function public.refresh_carts(cart_keys text[], client_keys text[])
returns void
language plpgsql
set plan_cache_mode = force_custom_plan
as $$
declare
    -- by name, since a client may have left a cart that others go on with
    named_keys text[] := (
        select coalesce(array_agg(distinct k.key), '{}')
        from (
            select n.key from unnest(cart_keys) as n (key)
            union all
            select c.cart_key from carts as c
            where c.client_id = any(client_keys) and not c.is_derived
            union all
            select e.cart_id from clickstream_events as e
            where e.client_id = any(client_keys) and e.cart_id is not null
            and e.event_name in (
                'add_to_cart_click', 'remove_from_cart_click', 'cart_view', 'checkout_start', 'checkout_step',
                'checkout_complete'
            )
        ) as k
    );
    -- where an event belongs depends on all that its client did
    shopper_keys text[] := (
        select coalesce(array_agg(distinct k.key), '{}')
        from (
            select c.key from unnest(client_keys) as c (key)
            union all
            select e.client_id from clickstream_events as e
            where e.cart_id = any(named_keys) and e.client_id is not null
        ) as k
    );
begin
    delete from carts where (not is_derived and cart_key = any(named_keys)) or (is_derived and cart_key = any(client_keys));

    insert into carts (
        cart_key, is_derived, cart_number, client_id, session_id, user_id, site, order_id, currency, value, item_count, items,
        count_adds, count_removes, count_activities, opened_at, last_active_at, silent_from, silent_to, purchased_at
    )
    with facts as (
        select
            e.event_id, e.event_timestamp, e.event_name, e.client_id, e.session_id, e.user_id, e.site, e.cart_id, e.order_id,
            e.items, e.quantity, e.cart_total, e.currency, e.context_product_id, e.context_product_name,
            e.context_product_price, e.context_product_discount_price, coalesce(e.sequence, 2147483647) as step
        from clickstream_events as e
        where e.client_id = any(shopper_keys) and not e.is_bot
        and e.event_name in (
            'add_to_cart_click', 'remove_from_cart_click', 'cart_view', 'checkout_start', 'checkout_step', 'checkout_complete'
        )
        union all
        select
            e.event_id, e.event_timestamp, e.event_name, e.client_id, e.session_id, e.user_id, e.site, e.cart_id, e.order_id,
            e.items, e.quantity, e.cart_total, e.currency, e.context_product_id, e.context_product_name,
            e.context_product_price, e.context_product_discount_price, coalesce(e.sequence, 2147483647) as step
        from clickstream_events as e
        where e.cart_id = any(named_keys) and e.client_id is null and not e.is_bot
        and e.event_name in (
            'add_to_cart_click', 'remove_from_cart_click', 'cart_view', 'checkout_start', 'checkout_step', 'checkout_complete'
        )
    ),
    -- an order that is reported again, as by a reloaded thank-you page, is no second purchase and no sign of life
    marks as (
        select f.*, f.event_name = 'checkout_complete' as is_purchase
        from facts as f
        where f.event_name <> 'checkout_complete' or f.order_id is null or not exists (
            select 1 from clickstream_events as r
            where r.order_id = f.order_id and r.event_name = 'checkout_complete' and not r.is_bot
            and (r.client_id is not null or r.cart_id is not null)
            and (r.event_timestamp, coalesce(r.sequence, 2147483647), r.event_id)
            < (f.event_timestamp, f.step, f.event_id)
        )
    ),
    -- clients that are not known share nothing
    shopped as (
        select
            m.*,
            coalesce(m.client_id, m.event_id::text) as shopper,
            count(*) filter (where m.is_purchase) over (
                partition by coalesce(m.client_id, m.event_id::text)
                order by m.event_timestamp, m.step, m.event_id
                rows between unbounded preceding and 1 preceding
            ) as count_bought
        from marks as m
    ),
    counted as (
        select
            s.*,
            count(s.cart_id) over (
                partition by s.shopper, s.count_bought
                order by s.event_timestamp, s.step, s.event_id
            ) as count_named,
            first_value(s.cart_id) over (
                partition by s.shopper, s.count_bought
                order by (s.cart_id is null), s.event_timestamp, s.step, s.event_id
            ) as first_named
        from shopped as s
    ),
    carried as (
        select
            c.*,
            coalesce(
                max(c.cart_id) over (partition by c.shopper, c.count_bought, c.count_named), c.first_named
            ) as named_key
        from counted as c
    ),
    placed as (
        select
            c.*,
            coalesce(c.named_key, c.client_id) as cart_key,
            c.named_key is null as is_derived,
            row_number() over timeline as place,
            1 + count(*) filter (where c.is_purchase) over (
                timeline rows between unbounded preceding and 1 preceding
            ) as cart_number
        from carried as c
        where c.named_key = any(named_keys) or (c.named_key is null and c.client_id = any(client_keys))
        window timeline as (
            partition by coalesce(c.named_key, c.client_id), c.named_key is null
            order by c.event_timestamp, c.step, c.event_id
        )
    ),
    -- clickstream_events.items holds the cart's lines, or the event's product where the cart came without any
    lined as (
        select
            p.*,
            p.event_name = 'add_to_cart_click' as is_add,
            p.event_name = 'remove_from_cart_click' as is_remove,
            p.items is not null and not p.is_purchase and not cart_items_are_product(
                p.items, p.event_name, p.context_product_id, p.quantity, p.cart_total
            ) as is_snapshot,
            p.event_name <> 'add_to_cart_click' and p.cart_total = 0 as is_emptied
        from placed as p
    ),
    openings as (
        select l.cart_key, l.is_derived, l.cart_number, min(l.place) as opened_place
        from lined as l
        where l.is_add or (l.cart_number = 1 and l.is_snapshot)
        group by l.cart_key, l.is_derived, l.cart_number
    ),
    lives as (
        select
            l.*,
            l.event_timestamp - lag(l.event_timestamp) over life as silence,
            lag(l.event_timestamp) over life as silent_from,
            max(l.place) filter (where l.is_snapshot or l.is_emptied) over cart as snapshot_place,
            max(l.place) filter (where l.is_snapshot or l.is_emptied or l.is_add or l.is_remove) over cart as changed_place
        from lined as l
        inner join openings as o
            on o.cart_key = l.cart_key and o.is_derived = l.is_derived and o.cart_number = l.cart_number
            and l.place >= o.opened_place
        window
            cart as (partition by l.cart_key, l.is_derived, l.cart_number),
            life as (partition by l.cart_key, l.is_derived, l.cart_number order by l.place)
    ),
    -- the lines of the last cart that was told whole, and what was put in and taken out since
    steps as (
        select
            l.cart_key, l.is_derived, l.cart_number, l.place, i.line_number,
            i.line ->> 'id' as product_id,
            i.line ->> 'name' as product_name,
            coalesce(i.line ->> 'currency', l.currency) as currency,
            coalesce((i.line ->> 'discountPrice')::numeric, (i.line ->> 'price')::numeric) as price,
            coalesce((i.line ->> 'quantity')::numeric, 1) as change
        from lives as l
        cross join lateral jsonb_array_elements(l.items) with ordinality as i (line, line_number)
        where l.place = l.snapshot_place and l.is_snapshot
        union all
        select
            l.cart_key, l.is_derived, l.cart_number, l.place, 0 as line_number,
            l.context_product_id as product_id,
            l.context_product_name as product_name,
            l.currency,
            coalesce(l.context_product_discount_price, l.context_product_price) as price,
            case when l.is_add then 1 else -1 end * coalesce(l.quantity, 1) as change
        from lives as l
        where (l.is_add or l.is_remove) and l.place > coalesce(l.snapshot_place, 0)
    ),
    sums as (
        select
            s.*,
            coalesce(s.product_id, s.product_name, '') as product_key,
            sum(s.change) over (
                partition by s.cart_key, s.is_derived, s.cart_number, coalesce(s.product_id, s.product_name, '')
                order by s.place, s.line_number
            ) as quantity
        from steps as s
    ),
    -- never below zero: whoever takes out more than was seen going in, has none left
    lines as (
        select
            s.cart_key,
            s.is_derived,
            s.cart_number,
            s.product_key,
            sum(s.change) - least(0, min(s.quantity)) as quantity,
            (array_agg(s.product_id order by s.place desc, s.line_number desc) filter (where s.product_id is not null))[1]
                as product_id,
            (array_agg(s.product_name order by s.place desc, s.line_number desc) filter (where s.product_name is not null))[1]
                as product_name,
            (array_agg(s.price order by s.place desc, s.line_number desc) filter (where s.price is not null))[1] as price,
            (array_agg(s.currency order by s.place desc, s.line_number desc) filter (where s.currency is not null))[1]
                as currency
        from sums as s
        group by s.cart_key, s.is_derived, s.cart_number, s.product_key
    ),
    contents as (
        select
            n.cart_key,
            n.is_derived,
            n.cart_number,
            sum(n.quantity) as item_count,
            jsonb_agg(
                jsonb_strip_nulls(jsonb_build_object(
                    'id', n.product_id, 'name', n.product_name, 'quantity', n.quantity, 'price', n.price,
                    'currency', n.currency
                )) order by n.product_key
            ) as items,
            case when bool_and(n.price is not null) and count(distinct n.currency) <= 1 then sum(n.quantity * n.price) end
                as value,
            case when count(distinct n.currency) = 1 then min(n.currency) end as currency,
            count(distinct n.currency) as count_currencies
        from lines as n
        where n.quantity > 0
        group by n.cart_key, n.is_derived, n.cart_number
    ),
    totals as (
        select
            l.cart_key,
            l.is_derived,
            l.cart_number,
            (array_agg(l.client_id order by l.place desc) filter (where l.client_id is not null))[1] as client_id,
            (array_agg(l.session_id order by l.place desc) filter (where l.session_id is not null))[1] as session_id,
            (array_agg(l.user_id order by l.place desc) filter (where l.user_id is not null))[1] as user_id,
            (array_agg(l.site order by l.place desc) filter (where l.site is not null))[1] as site,
            (array_agg(l.order_id) filter (where l.is_purchase))[1] as order_id,
            (
                array_agg(l.cart_total order by l.place desc)
                filter (where l.cart_total is not null and l.place >= l.changed_place)
            )[1] as reported_total,
            (
                array_agg(l.currency order by l.place desc)
                filter (where l.cart_total is not null and l.place >= l.changed_place)
            )[1] as reported_currency,
            count(*) filter (where l.is_add) as count_adds,
            count(*) filter (where l.is_remove) as count_removes,
            count(*) as count_activities,
            min(l.event_timestamp) as opened_at,
            max(l.event_timestamp) as last_active_at,
            (array_agg(l.silent_from order by l.silence desc, l.place) filter (where l.silence is not null))[1] as silent_from,
            (array_agg(l.event_timestamp order by l.silence desc, l.place) filter (where l.silence is not null))[1] as silent_to,
            max(l.event_timestamp) filter (where l.is_purchase) as purchased_at
        from lives as l
        group by l.cart_key, l.is_derived, l.cart_number
    )
    select
        t.cart_key,
        t.is_derived,
        t.cart_number,
        t.client_id,
        t.session_id,
        t.user_id,
        t.site,
        t.order_id,
        case when c.value is null and c.count_currencies is distinct from 1 then t.reported_currency else c.currency end
            as currency,
        -- without lines it was emptied
        coalesce(c.value, t.reported_total, case when c.cart_key is null then 0 end) as value,
        coalesce(c.item_count, 0) as item_count,
        coalesce(c.items, '[]') as items,
        t.count_adds,
        t.count_removes,
        t.count_activities,
        t.opened_at,
        t.last_active_at,
        t.silent_from,
        t.silent_to,
        t.purchased_at
    from totals as t
    left join contents as c
        on c.cart_key = t.cart_key and c.is_derived = t.is_derived and c.cart_number = t.cart_number;
end
$$;

-- Whether an event's items are only the product that it is about, with the list in which it was seen, and not the cart's lines.
-- A cart with a total of just that line tells both alike, and then it is the cart.
create or replace function public.cart_items_are_product(
    items jsonb,
    event_name text,
    product_id text,
    quantity numeric,
    cart_total numeric
)
returns boolean
language sql
immutable
parallel safe
as $$
    select
        event_name in ('add_to_cart_click', 'remove_from_cart_click')
        and jsonb_array_length(items) = 1
        and (items -> 0 ? 'list' or items -> 0 ? 'position')
        and items -> 0 ->> 'id' is not distinct from product_id
        and (items -> 0 ->> 'quantity')::numeric is not distinct from quantity
        and cart_total is distinct from
        coalesce(quantity, 1) * coalesce((items -> 0 ->> 'discountPrice')::numeric, (items -> 0 ->> 'price')::numeric)
$$;
