-- Why past days changed.

create view dash.restatements as
with words as (
    select
        r.*,
        case r.reason
            when 'late_events' then 'Events arrived late'
            when 'bot_rules' then 'The rules for bots changed'
            when 'refunds' then 'Orders of that day were refunded'
            when 'erasure' then 'A person was erased'
            when 'retry' then 'Refused events were mended and sent again'
            when 'rebuild' then 'The warehouse was made again from the lake'
        end as why,
        concat_ws(
            ', ',
            case when r.events <> 0 then to_char(r.events, 'FMSG999G999G999G990') || case abs(r.events) when 1 then ' event' else ' events' end end,
            case when r.sessions <> 0 then to_char(r.sessions, 'FMSG999G999G999G990') || case abs(r.sessions) when 1 then ' session' else ' sessions' end end,
            case when r.orders <> 0 then to_char(r.orders, 'FMSG999G999G999G990') || case abs(r.orders) when 1 then ' order' else ' orders' end end,
            case when r.gross <> 0 then concat_ws(' ', to_char(r.gross, 'FMSG999G999G999G990D00'), r.currency, 'gross') end,
            case when r.refunded <> 0 then concat_ws(' ', to_char(r.refunded, 'FMSG999G999G999G990D00'), r.currency, 'refunded') end,
            case when r.net <> 0 then concat_ws(' ', to_char(r.net, 'FMSG999G999G999G990D00'), r.currency, 'net') end
        ) as change
    from public.restatements as r
)
select
    restatement_id, run_id, currency, events, sessions, orders, gross, refunded, net, reason, why, change, time_zone, day,
    restated_at
from words;
comment on view dash.restatements is
'Why past days changed: a row for a run, a day, a reason and a currency (null for counts). Figures are changes; why and change say '
'them in words. A day is here only if it was reported before: a complete run had ended after the day''s end';
