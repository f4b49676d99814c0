-- From looking to buying: the shop's four steps by any property, and any other steps.

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
    with visits as (
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
    ),
    subjects as (
        select
            v.value,
            bool_or(v.has_product_view) as has_viewed,
            bool_or(v.has_add_to_cart) as has_added,
            bool_or(v.has_checkout) as has_checked_out,
            bool_or(v.has_purchase) as has_purchased
        from visits as v
        where v.subject is not null
        group by v.value, v.subject
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
'the checkout; of these that bought, in whatever order. By p_by: device, channel, country or login; anything else gives one row. Rates: of '
'the step before; overall_rate: of the first';

create function dash.event_choices(p_from date, p_to date, p_tz text default 'UTC')
returns table (event_name text, events bigint)
language sql
stable
parallel safe
as $$
    select e.event_name, count(*) as events
    from dash.happenings(p_from, p_to, p_tz) as e
    group by e.event_name
    order by count(*) desc, e.event_name
    limit 200
$$;
comment on function dash.event_choices is 'The 200 most frequent names of events in the period, without bots, to build a funnel from';

create function dash.funnel_steps(
    p_steps text[],
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_subject text default 'session',
    p_in_order boolean default true,
    p_filter jsonb default '{}'
)
returns table (step_number integer, step text, subjects bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql
stable
parallel safe
as $$
    with recursive facts as (
        select
            case p_subject when 'visitor' then e.client_id else v.session_id end as subject,
            e.event_name,
            e.event_timestamp as happened_at
        from dash.happenings(p_from, p_to, p_tz, p_filter - array['category', 'brand']) as e
        cross join lateral (select dash.visit_of(e.session_id, e.client_id, e.event_timestamp) as session_id) as v
        where e.event_name = any(p_steps)
        and (
            not (p_filter ?| array['category', 'brand'])
            or v.session_id in (select s.session_id from dash.visits(p_from, p_to, p_tz, p_filter) as s)
        )
    ),
    -- each subject's times by name: few rows, in which the next step is found without looking at others
    times as (
        select f.subject, f.event_name, array_agg(f.happened_at order by f.happened_at) as happened
        from facts as f
        where f.subject is not null
        group by f.subject, f.event_name
    ),
    subjects as (
        select t.subject, jsonb_object_agg(t.event_name, to_jsonb(t.happened)) as happened from times as t
        group by t.subject
    ),
    reached as (
        select s.subject, s.happened, 1 as step_number, (s.happened -> p_steps[1] ->> 0)::timestamptz as reached_at
        from subjects as s
        where s.happened ? p_steps[1]
        union all
        select r.subject, r.happened, r.step_number + 1, n.reached_at
        from reached as r
        cross join lateral (
            -- a step that stands twice in a row is done twice
            select min(h.value::timestamptz) as reached_at
            from jsonb_array_elements_text(r.happened -> p_steps[r.step_number + 1]) as h (value)
            where not p_in_order
            or h.value::timestamptz > r.reached_at
            or (h.value::timestamptz = r.reached_at and p_steps[r.step_number + 1] <> p_steps[r.step_number])
        ) as n
        where r.step_number < cardinality(p_steps) and n.reached_at is not null
    ),
    counts as (
        select s.step_number::integer as step_number, s.step, count(r.subject) as subjects
        from unnest(p_steps) with ordinality as s (step, step_number)
        left join reached as r on r.step_number = s.step_number
        group by s.step_number, s.step
    ),
    compared as (
        select
            c.*,
            first_value(c.subjects) over (order by c.step_number) as first_subjects,
            lag(c.subjects) over (order by c.step_number) as previous_subjects
        from counts as c
    )
    select
        c.step_number,
        c.step,
        c.subjects,
        c.previous_subjects - c.subjects as dropped,
        c.subjects::numeric / nullif(c.first_subjects, 0) as share_of_first,
        c.subjects::numeric / nullif(c.previous_subjects, 0) as share_of_previous
    from compared as c
    order by c.step_number
$$;
comment on function dash.funnel_steps is
'How many sessions or visitors (p_subject: session, visitor) did the events p_steps in the period: each step includes those before it, one '
'after the other (p_in_order, at the same instant counts) or in any order. Events without a client count for no visitor';

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
