-- What happened most, and to how many.

create function dash.top_happenings(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_filter jsonb default '{}',
    p_limit integer default 20
)
returns table (event_name text, events bigint, visitors bigint, share numeric)
language sql
stable
parallel safe
as $$
    with is_counted as (
        select
            not dash.picks_products(p_filter) and dash.are_visits_told(p_from, p_tz)
            -- days that an upgrade has made from visits know no names until they are built anew
            and not exists (select from dash.visit_days as d where d.day between p_from - 2 and p_to + 2 and d.event_bits = 0)
            and (
                not dash.is_narrow(p_filter) and not dash.with_bots(p_filter)
                or not exists (select from dash.visit_cells as c where c.day between p_from - 2 and p_to + 2 and c.event_counts is null)
            )
            -- a shop's own names share a bit, so their visitors are looked for in the visits
            and not exists (
                select from dash.event_daily as e
                inner join dash.event_letters as l on l.event_name = e.event_name and octet_length(l.letter) > 1
                where e.day between p_from - 2 and p_to + 2
            )
            and not (
                dash.with_bots(p_filter)
                and exists (
                    select from dash.visit_days as d
                    where d.day between p_from - 2 and p_to + 2 and d.is_bot and d.event_bits >= 1 << 30
                )
            ) as answer
    ),
    days as materialized (
        select d.* from dash.whole_days(p_from, p_to, p_tz) as d
        where (select c.answer from is_counted as c)
    ),
    -- what another zone's first and last day have beside the shop's whole days
    edge_events as materialized (
        select e.event_name, e.client_id
        from dash.happenings(p_from, p_from + 1, p_tz, p_filter) as e
        where (select d.has_edges from days as d) and e.event_timestamp < (select d.starts_at from days as d)
        and e.event_timestamp < dash.day_start(p_to + 1, p_tz)
        union all
        select e.event_name, e.client_id
        from dash.happenings(p_to - 1, p_to, p_tz, p_filter) as e
        where (select d.has_edges from days as d) and e.event_timestamp >= (select d.ends_at from days as d)
        and e.event_timestamp >= dash.day_start(p_from, p_tz)
    ),
    visitor_bits as materialized (
        select bit_or(v.event_bits) as event_bits
        from (
            select d.client_hash, d.event_bits
            from dash.visit_parts(p_from - 2, p_to + 2, p_filter) as d
            where d.day >= (select w.first_day from days as w) and d.day <= (select w.last_day from days as w)
            and d.client_hash is not null
            union all
            select dash.path_hash(e.client_id), 1 << (ascii(l.letter) - 65)
            from edge_events as e
            inner join dash.event_letters as l on l.event_name = e.event_name and octet_length(l.letter) = 1
            where e.client_id is not null
        ) as v
        group by v.client_hash
    ),
    visits as materialized (
        select
            v.session_id, v.is_derived, v.client_id, v.started_at, v.ended_at, v.steps,
            coalesce(v.client_id, v.session_id) as visitor,
            -- a shop's own names have letters that are longer than a byte
            octet_length(v.steps) > length(v.steps) as has_own,
            v.steps is null or v.started_at < dash.day_start(p_from, p_tz)
            or v.ended_at >= dash.day_start(p_to + 1, p_tz) as is_divided
        from dash.visits_during(p_from, p_to, p_tz, p_filter) as v
        where not dash.picks_products(p_filter) and not (select c.answer from is_counted as c)
    ),
    -- names that share a letter: their visits' facts say which of them it was
    ambiguous as (
        select l.letter from dash.event_letters as l
        group by l.letter
        having count(*) > 1
    ),
    unclear as (
        select distinct v.session_id
        from visits as v
        cross join lateral string_to_table(v.steps, null) as s (letter)
        inner join ambiguous as a on a.letter = s.letter
        where v.has_own and not v.is_divided
    ),
    -- as few rows as there are combinations of names, not visitors
    bit_visitors as (
        select chr(65 + b.place) as letter, sum(c.visitors) as visitors
        from (select v.event_bits, count(*) as visitors from visitor_bits as v group by v.event_bits) as c
        inner join generate_series(0, 21) as b (place) on c.event_bits & (1 << b.place) <> 0
        group by b.place
    ),
    told as materialized (
        select v.*, v.is_divided or u.session_id is not null as needs_facts
        from visits as v
        left join unclear as u on u.session_id = v.session_id
    ),
    visitors as materialized (
        select
            t.visitor,
            max(t.client_id) as client_id,
            coalesce(string_agg(t.steps, '') filter (where not t.needs_facts), '') as steps,
            bool_or(t.has_own and not t.needs_facts) as has_own
        from told as t
        group by t.visitor
    ),
    cell_counts as (
        select chr(64 + n.place::integer) as letter, sum(n.events) as events
        from dash.fitting_cells(p_from - 2, p_to + 2, p_filter) as f
        cross join lateral unnest(f.event_counts) with ordinality as n (events, place)
        where (dash.is_narrow(p_filter) or dash.with_bots(p_filter))
        and f.day >= (select d.first_day from days as d) and f.day <= (select d.last_day from days as d)
        group by n.place
    ),
    facts as (
        select e.event_name, t.visitor, max(t.client_id) as client_id, count(*) as events
        from told as t
        cross join lateral dash.visit_events(t.session_id, t.is_derived, t.client_id, t.started_at, t.ended_at) as e
        where t.needs_facts
        and e.event_timestamp >= dash.day_start(p_from, p_tz)
        and e.event_timestamp < dash.day_start(p_to + 1, p_tz)
        group by e.event_name, t.visitor
    ),
    counts as (
        -- the catalogue's names are few: each is looked for in all that a visitor did
        select
            l.event_name,
            sum(octet_length(v.steps) - octet_length(replace(v.steps, l.letter, ''))) as events,
            count(v.client_id) as visitors
        from visitors as v
        inner join dash.event_letters as l on octet_length(l.letter) = 1 and strpos(v.steps, l.letter) > 0
        group by l.event_name
        union all
        -- a shop's own may be many
        select l.event_name, count(*) as events, count(distinct v.client_id) as visitors
        from visitors as v
        cross join lateral string_to_table(v.steps, null) as s (letter)
        inner join dash.event_letters as l on l.letter = s.letter
        where v.has_own and octet_length(s.letter) > 1
        group by l.event_name
        union all
        -- who did the same in another visit of the period is counted there
        select f.event_name, sum(f.events) as events, count(f.client_id) filter (where coalesce(strpos(v.steps, l.letter), 0) = 0) as visitors
        from facts as f
        inner join visitors as v on v.visitor = f.visitor
        left join dash.event_letters as l on l.event_name = f.event_name
        group by f.event_name
        union all
        -- as counted by day
        select e.event_name, sum(e.events) as events, coalesce(max(b.visitors), 0) as visitors
        from (
            select d.event_name, sum(d.events) as events from dash.event_daily as d
            where not dash.is_narrow(p_filter) and not dash.with_bots(p_filter)
            and d.day >= (select w.first_day from days as w) and d.day <= (select w.last_day from days as w)
            group by d.event_name
            union all
            select e.event_name, count(*) from edge_events as e
            group by e.event_name
            union all
            select l.event_name, n.events
            from cell_counts as n
            inner join dash.event_letters as l on l.letter = n.letter
        ) as e
        left join dash.event_letters as l on l.event_name = e.event_name
        left join bit_visitors as b on b.letter = l.letter
        where (select c.answer from is_counted as c) and e.events > 0
        group by e.event_name
        union all
        -- of no visit
        select e.event_name, count(*) as events, 0 as visitors
        from dash.events as e
        where not dash.is_narrow(p_filter) and e.session_id is null and e.client_id is null
        and e.event_timestamp >= dash.day_start(p_from, p_tz)
        and e.event_timestamp < dash.day_start(p_to + 1, p_tz)
        and (
            not (select c.answer from is_counted as c)
            -- days count those of no bot, and the ends were counted whole
            or dash.with_bots(p_filter)
            and e.event_timestamp >= (select d.starts_at from days as d) and e.event_timestamp < (select d.ends_at from days as d)
        )
        and (dash.with_bots(p_filter) or not e.is_bot)
        group by e.event_name
        union all
        -- a product is an event's own; names that share a letter are told apart by the events themselves
        select l.event_name, sum(p.events) as events, count(p.client_hash) as visitors
        from (
            select s.letter, p.client_hash, count(*) as events
            from dash.product_events(p_from, p_to, p_tz, p_filter) as p
            cross join lateral string_to_table(
                coalesce(p.steps, repeat('C', p.views) || repeat('J', p.adds) || repeat('S', p.removes)), null
            ) as s (letter)
            where dash.picks_products(p_filter)
            group by s.letter, p.client_hash
        ) as p
        inner join dash.event_letters as l on l.letter = p.letter
        where p.letter not in (select a.letter from ambiguous as a)
        group by l.event_name
        union all
        select e.event_name, count(*) as events, count(distinct e.client_id) as visitors
        from dash.happenings(p_from, p_to, p_tz, p_filter) as e
        where dash.picks_products(p_filter) and exists (select from ambiguous as a)
        and e.event_name in (
            select l.event_name from dash.event_letters as l
            inner join ambiguous as a on a.letter = l.letter
        )
        group by e.event_name
    ),
    names as (
        select c.event_name, sum(c.events)::bigint as events, sum(c.visitors)::bigint as visitors
        from counts as c
        group by c.event_name
    ),
    shares as (
        select n.event_name, n.events, n.visitors, n.events / sum(n.events) over () as share
        from names as n
    )
    select * from shares as s
    order by s.events desc, s.event_name
    limit p_limit
$$;
comment on function dash.top_happenings is
'The p_limit most frequent event names. visitors: clients of the visits in which it happened; share: of all events of the period and filter, '
'also of those not listed';
