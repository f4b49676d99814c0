-- From looking to buying: the shop's four steps by any property.

create function dash.is_funnel_counted(p_tz text, p_by text, p_subject text, p_filter jsonb)
returns boolean
language sql
stable
parallel safe
as $$
    select
        p_subject = 'session' and p_by <> 'category' and dash.are_visits_counted(p_tz, p_filter)
$$;
comment on function dash.is_funnel_counted is 'Whether dash.funnel_daily, which knows neither products nor visitors, may answer';

create function dash.funnel_figures(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_by text default 'all',
    p_subject text default 'session',
    p_filter jsonb default '{}'
)
returns table (
    value text,
    viewed bigint,
    added bigint,
    checked_out bigint,
    purchased bigint,
    add_rate numeric,
    checkout_rate numeric,
    purchase_rate numeric,
    overall_rate numeric
)
language sql
stable
parallel safe
as $$
    -- a visit counts for each category of which it viewed or added a product; what it checked out and bought later is the visit's
    with category_visits as (
        select
            t.category as value,
            case p_subject when 'visitor' then s.client_id else s.session_id end as subject,
            t.views > 0 as has_product_view, t.adds > 0 as has_add_to_cart, s.has_checkout, s.has_purchase
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        -- who began before midnight may look on for a day
        inner join dash.product_touches(p_from, p_to + 1, p_tz, p_filter) as t on t.session_id = s.session_id
        where p_by = 'category'
    ),
    visits as (
        select
            case p_by
                when 'device' then s.device_type
                when 'channel' then s.channel
                when 'country' then s.country
                when 'login' then coalesce(s.user_login_state, 'unknown')
            end as value,
            case p_subject when 'visitor' then s.client_id else s.session_id end as subject,
            s.has_product_view, s.has_add_to_cart, s.has_checkout, s.has_purchase
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        where p_by is distinct from 'category' and not dash.are_visits_told(p_from, p_tz)
        union all
        select * from category_visits
    ),
    told as (
        select
            case p_by
                when 'device' then c.device_type
                when 'channel' then c.channel
                when 'country' then c.country
                when 'login' then coalesce(c.user_login_state, 'unknown')
            end as value,
            v.client_hash, v.has_product_view, v.has_add_to_cart, v.has_checkout, v.has_purchase
        from dash.brief_visits(p_from, p_to, p_tz, p_filter) as v
        inner join dash.visit_cells as c on c.day = v.day and c.cell_number = v.cell_number
        where p_by is distinct from 'category' and not dash.is_funnel_counted(p_tz, p_by, p_subject, p_filter)
        and dash.are_visits_told(p_from, p_tz)
    ),
    subjects as (
        select
            v.value,
            bool_or(v.has_product_view) as has_viewed,
            bool_or(v.has_add_to_cart) as has_added,
            bool_or(v.has_checkout) as has_checked_out,
            bool_or(v.has_purchase) as has_purchased
        from visits as v
        where v.subject is not null and not dash.is_funnel_counted(p_tz, p_by, p_subject, p_filter)
        group by v.value, v.subject
        union all
        select
            t.value, bool_or(t.has_product_view), bool_or(t.has_add_to_cart), bool_or(t.has_checkout), bool_or(t.has_purchase)
        from told as t
        where p_subject = 'visitor' and t.client_hash is not null
        group by t.value, t.client_hash
        union all
        select t.value, t.has_product_view, t.has_add_to_cart, t.has_checkout, t.has_purchase
        from told as t
        where p_subject is distinct from 'visitor'
    ),
    counts as (
        select
            s.value,
            count(*) filter (where s.has_viewed) as viewed,
            count(*) filter (where s.has_viewed and s.has_added) as added,
            count(*) filter (where s.has_viewed and s.has_added and s.has_checked_out) as checked_out,
            count(*) filter (where s.has_viewed and s.has_added and s.has_checked_out and s.has_purchased) as purchased
        from subjects as s
        group by s.value
        union all
        select
            case p_by
                when 'device' then f.device_type
                when 'channel' then f.channel
                when 'country' then f.country
                when 'login' then coalesce(f.user_login_state, 'unknown')
            end as value,
            sum(f.viewed)::bigint as viewed,
            sum(f.added)::bigint as added,
            sum(f.checked_out)::bigint as checked_out,
            sum(f.purchased)::bigint as purchased
        from dash.counted_visits(p_from, p_to, p_filter) as f
        where dash.is_funnel_counted(p_tz, p_by, p_subject, p_filter) and f.sessions > 0
        group by 1
    )
    select
        c.value,
        c.viewed,
        c.added,
        c.checked_out,
        c.purchased,
        c.added::numeric / nullif(c.viewed, 0) as add_rate,
        c.checked_out::numeric / nullif(c.added, 0) as checkout_rate,
        c.purchased::numeric / nullif(c.checked_out, 0) as purchase_rate,
        c.purchased::numeric / nullif(c.viewed, 0) as overall_rate
    from counts as c
    order by c.viewed desc, c.value
$$;
comment on function dash.funnel_figures is
'Sessions or visitors (p_subject: session, visitor) that viewed a product; of these that put something into the cart; of these that began '
'the checkout; of these that bought, in whatever order. By p_by: device, channel, category, country or login; anything else gives one row. A visit '
'counts for each category of which it viewed or added a product, with what it checked out and bought of any. Rates: of the step before; '
'overall_rate: of the first';

create function dash.shop_funnel(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_subject text default 'session',
    p_filter jsonb default '{}'
)
returns table (step_number integer, step text, subjects bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql
stable
parallel safe
as $$
    with steps as (
        select v.step_number, v.step, v.subjects, v.previous_subjects, f.viewed as first_subjects
        from dash.funnel_figures(p_from, p_to, p_tz, 'all', p_subject, p_filter) as f
        cross join lateral (
            values
            (1, 'product view', f.viewed, null),
            (2, 'add to cart', f.added, f.viewed),
            (3, 'checkout', f.checked_out, f.added),
            (4, 'purchase', f.purchased, f.checked_out)
        ) as v (step_number, step, subjects, previous_subjects)
    )
    select
        s.step_number,
        s.step,
        s.subjects,
        s.previous_subjects - s.subjects as dropped,
        s.subjects::numeric / nullif(s.first_subjects, 0) as share_of_first,
        s.subjects::numeric / nullif(s.previous_subjects, 0) as share_of_previous
    from steps as s
    order by s.step_number
$$;
comment on function dash.shop_funnel is 'dash.funnel_figures of all, a row a step; no row where nobody came';
