-- Funnels of any events.
create function dash.funnel_of(
    p_steps text[],
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_by text default 'session',
    p_in_order boolean default true,
    p_window interval default null,
    p_site text default null,
    p_device text default null,
    p_channel text default null,
    p_login text[] default null,
    p_bots boolean default false
)
returns table (step_number integer, step text, subjects bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql
stable
parallel safe
as $$
    with recursive facts as (
        select
            case p_by when 'visitor' then e.client_id else coalesce(g.session_id, d.session_id) end as subject,
            e.event_name,
            e.event_timestamp,
            coalesce(e.sequence, 2147483647) as sequence,
            e.event_id
        from dash.events as e
        left join dash.sessions as g on g.session_id = e.session_id
        -- where a client sends no session id, the visit is found by its span
        left join dash.sessions as d
            on e.session_id is null and d.is_derived and d.client_id = e.client_id
            and e.event_timestamp between d.started_at and d.ended_at
        where e.event_timestamp >= (p_from::timestamp at time zone p_tz)
        and e.event_timestamp < ((p_to + 1)::timestamp at time zone p_tz)
        and e.event_name = any(p_steps)
        and (p_bots or not e.is_bot)
        and (p_site is null or e.site = p_site)
        and (p_device is null or coalesce(g.device_type, d.device_type) = p_device)
        and (p_channel is null or coalesce(g.channel, d.channel) = p_channel)
        and (p_login is null or coalesce(g.user_login_state, d.user_login_state, 'unknown') = any(p_login))
    ),
    placed as (
        select
            f.*,
            row_number() over (
                partition by f.subject order by f.event_timestamp, f.sequence, f.event_id
            ) as place
        from facts as f
        where f.subject is not null
    ),
    -- in order: each event with the latest beginning from which it ends the first k steps; the latest is best, since it leaves most
    -- of the window
    chains as (
        select
            p.subject,
            p.place,
            p.event_name,
            p.event_timestamp,
            case when p.event_name = p_steps[1] then p.event_timestamp end as began_at,
            1 as step_number
        from placed as p
        where p_in_order
        union all
        select
            c.subject,
            c.place,
            c.event_name,
            c.event_timestamp,
            case
                when c.event_name = p_steps[c.step_number + 1]
                and (p_window is null or c.event_timestamp - c.latest_began_at <= p_window) then c.latest_began_at
            end as began_at,
            c.step_number + 1 as step_number
        from (
            select
                r.*,
                max(r.began_at) over (
                    partition by r.subject order by r.place rows between unbounded preceding and 1 preceding
                ) as latest_began_at
            from chains as r
            where r.step_number < cardinality(p_steps)
        ) as c
    ),
    -- in any order: which steps lie in the window that begins with an event, a bit for each
    steps as (
        select s.step, s.step_number
        from unnest(p_steps) with ordinality as s (step, step_number)
    ),
    bits as (
        select s.step, bit_or(1::bigint << (s.step_number::integer - 1)) as bit from steps as s
        group by s.step
    ),
    windows as (
        select
            p.subject,
            bit_or(b.bit) over (
                partition by p.subject order by p.event_timestamp
                range between current row and coalesce(p_window, interval '1000 years') following
            ) as bits
        from placed as p
        inner join bits as b on b.step = p.event_name
        where not p_in_order
    ),
    reached as (
        select c.subject, c.step_number from chains as c
        where c.began_at is not null
        union
        select w.subject, s.step_number::integer from windows as w
        inner join steps as s
            on w.bits & ((1::bigint << s.step_number::integer) - 1) = (1::bigint << s.step_number::integer) - 1
    ),
    counts as (
        select s.step_number::integer as step_number, s.step, count(r.subject) as subjects
        from steps as s
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
comment on function dash.funnel_of is
'How many sessions or visitors (p_by: session, visitor) did the events p_steps (names, at most 60) in the period: each step includes those '
'before it, one after the other (p_in_order) or in any order, all within p_window of the first of them (null: within the period). '
'Filters by the event''s site and its session''s device, channel and login state (unknown: none sent); null for all';
