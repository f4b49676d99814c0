-- From looking to buying, by session.

create function dash.funnel(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_login text[] default null,
    p_bots boolean default false
)
returns table (
    step_number integer,
    step text,
    sessions bigint,
    dropped bigint,
    share_of_first numeric,
    share_of_previous numeric
)
language sql
stable
parallel safe
as $$
    with counts as (
        select
            count(*) filter (where s.has_product_view) as viewed,
            count(*) filter (where s.has_product_view and s.has_add_to_cart) as added,
            count(*) filter (where s.has_product_view and s.has_add_to_cart and s.has_checkout) as checked_out,
            count(*) filter (
                where s.has_product_view and s.has_add_to_cart and s.has_checkout and s.has_purchase
            ) as purchased
        from dash.sessions_in(p_from, p_to, p_tz, p_login, p_bots) as s
    ),
    steps as (
        select v.step_number, v.step, v.sessions
        from counts as c
        cross join lateral (
            values
            (1, 'product view', c.viewed),
            (2, 'add to cart', c.added),
            (3, 'checkout', c.checked_out),
            (4, 'purchase', c.purchased)
        ) as v (step_number, step, sessions)
    ),
    compared as (
        select
            s.*,
            first_value(s.sessions) over (order by s.step_number) as first_sessions,
            lag(s.sessions) over (order by s.step_number) as previous_sessions
        from steps as s
    )
    select
        c.step_number,
        c.step,
        c.sessions,
        c.previous_sessions - c.sessions as dropped,
        c.sessions::numeric / nullif(c.first_sessions, 0) as share_of_first,
        c.sessions::numeric / nullif(c.previous_sessions, 0) as share_of_previous
    from compared as c
    order by c.step_number
$$;
comment on function dash.funnel is
'Sessions that did a step and all steps before it, in whatever order within the session. dropped: sessions of the step before '
'that did not do this one. dropped and share_of_previous are null for the first step, shares where there is nothing to '
'divide by';
