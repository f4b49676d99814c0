-- Funnels of any events.

create function dash.event_choices(p_from date, p_to date, p_tz text default 'UTC')
returns table (event_name text, events bigint)
language sql
stable
parallel safe
as $$
    -- days of the shop's zone are near enough for a list to choose from
    select e.event_name, sum(e.events)::bigint as events
    from dash.event_daily as e
    where e.day between p_from and p_to
    group by e.event_name
    order by 2 desc, e.event_name
    limit 200
$$;
comment on function dash.event_choices is 'The 200 most frequent names of events on the days of the shop''s zone, whatever p_tz is, without bots, to build a funnel from';

create function dash.funnel_steps(
    p_steps text[],
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_subject text default 'session',
    p_in_order boolean default true,
    p_filter jsonb default '{}',
    p_window interval default null
)
returns table (step_number integer, step text, subjects bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql
stable
parallel safe
as $$
    with recursive steps as (
        select s.step, s.step_number::integer as step_number, min(s.step_number) over (partition by s.step)::integer as place
        from unnest(p_steps) with ordinality as s (step, step_number)
    ),
    names as (
        -- a letter for each name, which no pattern takes for something else
        select distinct s.step as event_name, s.place, chr(19968 + s.place) as letter from steps as s
    ),
    -- how what a visit keeps of its events becomes these letters, and others fall away; of names that a shop made up so many that it
    -- need not go through each of them for each event, the rest stays and is in no pattern
    letters as (
        select l.event_name, l.letter, n.place, n.letter as to_letter
        from dash.event_letters as l
        left join names as n on n.event_name = l.event_name
        order by n.place, octet_length(l.letter), l.event_name
        limit 200
    ),
    codec as (
        select
            coalesce(string_agg(l.letter, '' order by l.place), '') as from_letters,
            coalesce(string_agg(l.to_letter, '' order by l.place), '') as to_letters,
            max(l.letter) filter (where l.event_name = p_steps[1]) as first_letter,
            max(l.to_letter) filter (where l.event_name = p_steps[1]) as first_word,
            max(l.letter) filter (where l.event_name = p_steps[2]) as second_letter,
            -- which another name has as well: the facts of their visits say which it was
            coalesce((
                select string_agg(distinct a.letter, '')
                from letters as a
                inner join dash.event_letters as t on t.letter = a.letter and t.event_name <> a.event_name
                where a.place is not null
            ), '') as ambiguous
        from letters as l
    ),
    visits as materialized (
        select
            case p_subject when 'visitor' then v.client_id else v.session_id end as subject,
            v.session_id,
            v.is_derived,
            v.client_id,
            v.started_at,
            v.ended_at,
            case
                -- most visits do the first step and never the second, and their word is soon said
                when p_subject is distinct from 'visitor' and strpos(v.steps, c.second_letter) = 0 then c.first_word
                else replace(translate(v.steps, c.from_letters, c.to_letters), '()', '')
            end as word,
            -- of a visit that the period's ends divide, some events are not the period's
            v.steps is null or c.ambiguous <> '' and translate(v.steps, c.ambiguous, '') <> v.steps
            or v.started_at < dash.day_start(p_from, p_tz)
            or v.ended_at >= dash.day_start(p_to + 1, p_tz) as is_divided
        from dash.visits_during(p_from, p_to, p_tz, p_filter - array['category', 'brand']) as v
        cross join codec as c
        -- without the first step a visit counts for none
        where (p_subject is not distinct from 'visitor' or v.steps is null or strpos(v.steps, c.first_letter) > 0)
        and (
            not dash.picks_products(p_filter)
            or v.session_id in (select s.session_id from dash.visits(p_from, p_to, p_tz, p_filter) as s)
        )
    ),
    subjects as (
        select v.subject, v.word, v.is_divided as needs_facts, v.ended_at - v.started_at as span
        from visits as v
        where p_subject is distinct from 'visitor'
        union all
        select
            r.subject,
            string_agg(r.word, '' order by r.started_at) as word,
            bool_or(r.is_divided or r.is_beside) as needs_facts,
            max(r.ended_at) - min(r.started_at) as span
        from (
            select
                v.*,
                -- visits of one visitor that lie beside each other have no order among them
                max(v.ended_at) over (
                    partition by v.subject order by v.started_at, v.session_id rows between unbounded preceding and 1 preceding
                ) >= v.started_at as is_beside
            from visits as v
            where p_subject = 'visitor' and v.subject is not null and (v.is_divided or v.word <> '')
        ) as r
        group by r.subject
    ),
    -- a word does not say when: who may have done a second step too late is asked of the facts
    told as materialized (
        select
            s.subject,
            s.word,
            s.needs_facts is true or coalesce(
                s.span > p_window
                and strpos(s.word, (select n.letter from names as n where n.event_name = p_steps[1])) > 0
                and strpos(s.word, (select n.letter from names as n where n.event_name = p_steps[2])) > 0,
                false
            ) as needs_facts
        from subjects as s
    ),
    -- most did the same as others
    words as (
        select t.word, count(*) as subjects from told as t
        where not t.needs_facts and t.word <> ''
        group by t.word
    ),
    -- what happened at one instant, or all where there is no order: each name once, in the order of the steps
    parts as (
        select
            w.word,
            w.subjects,
            t.place,
            case
                when length(t.part[1]) = 1 then t.part[1]
                else (
                    select string_agg(distinct l.letter collate "C", '' order by l.letter collate "C")
                    from string_to_table(translate(t.part[1], '()', ''), null) as l (letter)
                )
            end as letters
        from words as w
        cross join lateral regexp_matches(w.word, case when p_in_order then '[(][^)]*[)]|.' else '.+' end, 'g')
            with ordinality as t (part, place)
        where not p_in_order or w.word like '%(%'
    ),
    facts as (
        select distinct
            s.subject,
            case when p_in_order or p_window is not null then e.event_timestamp end as happened_at,
            n.event_name,
            n.place,
            n.letter
        from told as s
        inner join visits as v on v.subject = s.subject
        cross join lateral dash.visit_events(v.session_id, v.is_derived, v.client_id, v.started_at, v.ended_at) as e
        inner join names as n on n.event_name = e.event_name
        where s.needs_facts
        and e.event_timestamp >= dash.day_start(p_from, p_tz)
        and e.event_timestamp < dash.day_start(p_to + 1, p_tz)
    ),
    ways as (
        select w.word as letters, w.subjects from words as w
        where p_in_order and w.word not like '%(%'
        union all
        select string_agg(p.letters, '' order by p.place) as letters, p.subjects
        from parts as p
        group by p.word, p.subjects
        union all
        select string_agg(f.letter, '' order by f.happened_at, f.place) as letters, 1 as subjects
        from facts as f
        where p_window is null
        group by f.subject
    ),
    placed as (
        select f.*, row_number() over (partition by f.subject order by f.happened_at, f.place) as row_number
        from facts as f
        where p_window is not null
    ),
    -- in order, in a window: each event with the latest beginning from which it ends the first k steps; the latest is best, since it
    -- leaves most of the window
    chains as (
        select
            p.subject,
            p.row_number,
            p.event_name,
            p.happened_at,
            case when p.event_name = p_steps[1] then p.happened_at end as began_at,
            1 as step_number
        from placed as p
        where p_in_order
        union all
        select
            c.subject,
            c.row_number,
            c.event_name,
            c.happened_at,
            case
                when c.event_name = p_steps[c.step_number + 1] and c.happened_at - c.latest_began_at <= p_window then c.latest_began_at
            end as began_at,
            c.step_number + 1 as step_number
        from (
            select
                r.*,
                max(r.began_at) over (
                    partition by r.subject order by r.row_number rows between unbounded preceding and 1 preceding
                ) as latest_began_at
            from chains as r
            where r.step_number < cardinality(p_steps)
        ) as c
    ),
    -- in any order: which steps lie in the window that begins with an event, a bit for each
    bits as (
        select s.step, bit_or(1::bigint << (s.step_number - 1)) as bit from steps as s
        group by s.step
    ),
    windows as (
        select
            p.subject,
            bit_or(b.bit) over (
                partition by p.subject order by p.happened_at
                -- where there is no window there are no rows either, but a frame wants an end
                range between current row and coalesce(p_window, interval '0') following
            ) as bits
        from placed as p
        inner join bits as b on b.step = p.event_name
        where not p_in_order
    ),
    reached as (
        select c.subject, c.step_number from chains as c
        where c.began_at is not null
        union
        select w.subject, s.step_number from windows as w
        inner join steps as s on w.bits & ((1::bigint << s.step_number) - 1) = (1::bigint << s.step_number) - 1
    ),
    patterns as (
        select
            s.step_number,
            s.step,
            (
                select '%' || string_agg(chr(19968 + f.place), '%' order by case when p_in_order then f.step_number else f.place end) || '%'
                from steps as f
                -- in any order a step that stands twice is one
                where f.step_number <= s.step_number and (p_in_order or f.step_number = f.place)
            ) as pattern
        from steps as s
    ),
    counts as (
        select
            p.step_number,
            p.step,
            (coalesce(sum(w.subjects), 0) + (select count(*) from reached as r where r.step_number = p.step_number))::bigint as subjects
        from patterns as p
        left join ways as w on w.letters like p.pattern
        group by p.step_number, p.step
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
'How many sessions or visitors (p_subject: session, visitor) did the events p_steps (names, at most 60) in the period: each step includes '
'those before it, one after the other (p_in_order; at the same instant in the order of the steps) or in any order, all within p_window of '
'the first of them (null: within the period). In order, a step that stands twice is done twice, by events of different instants. Events of a '
'visit are its client''s; those of no client count for no visitor';
