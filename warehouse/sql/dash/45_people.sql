-- Browsers, and the people behind them.
create view dash.clients as
select * from public.clients;
comment on view dash.clients is 'One row a browser with its first touch, bots marked';

create view dash.identities as
select * from public.identities;
comment on view dash.identities is 'One row a browser and user; joined_by is the event that joined them';

create view dash.event_persons as
select
    e.event_id,
    e.client_id,
    coalesce(e.user_id, n.user_id, o.user_id) as user_id,
    case
        when e.user_id is not null then 'own'
        when n.user_id is not null then 'session'
        when o.user_id is not null then 'client'
        else 'nobody'
    end as joined_how,
    case when e.user_id is null then coalesce(n.event_id, o.joined_by) end as joined_by,
    e.event_timestamp
from public.clickstream_events as e
-- where a client sends no session id, its silence of 30 minutes ends the visit, as in sessions
left join lateral (
    select s.ended_at
    from public.sessions as s
    where e.session_id is null and s.is_derived and s.client_id = e.client_id
    and e.event_timestamp between s.started_at and s.ended_at
) as d on true
left join lateral (
    select f.user_id, f.event_id
    from public.clickstream_events as f
    where e.user_id is null and e.client_id is not null and f.user_id is not null and f.client_id = e.client_id
    and (
        f.session_id = e.session_id
        or (f.session_id is null and e.session_id is null and f.event_timestamp <= d.ended_at)
    )
    and (f.event_timestamp, coalesce(f.sequence, 2147483647), f.event_id)
    > (e.event_timestamp, coalesce(e.sequence, 2147483647), e.event_id)
    order by f.event_timestamp, coalesce(f.sequence, 2147483647), f.event_id
    limit 1
) as n on true
left join lateral (
    select min(i.user_id) as user_id, (array_agg(i.joined_by))[1] as joined_by
    from public.identities as i
    where e.user_id is null and n.user_id is null and i.client_id = e.client_id
    having count(*) = 1
) as o on true;
comment on view dash.event_persons is
'One row an event with its person. joined_how: own (the event names the user); session (who signed in next in the same visit on the same '
'browser); client (the only user whom the browser ever had); nobody. joined_by: the event that joined them, null where own or nobody';

create function dash.person_of(p_event_id uuid)
returns table (user_id text, joined_how text, joined_by uuid)
language sql
stable
parallel safe
as $$
    select p.user_id, p.joined_how, p.joined_by from dash.event_persons as p
    where p.event_id = p_event_id
$$;
comment on function dash.person_of is 'Whose event it is, and which event says so; see dash.event_persons';
