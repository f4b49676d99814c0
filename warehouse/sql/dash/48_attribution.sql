-- Which visits money is owed to. Every model divides the same money.
create function dash.attribution(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_model text default 'last_non_direct',
    p_lookback_days integer default 90,
    p_half_life_days numeric default 7,
    p_filter jsonb default '{}'
)
returns table (channel text, source text, medium text, campaign text, currency text, orders numeric, gross numeric, net numeric)
language sql
stable
parallel safe
as $$
    with purchases as (
        select o.order_id, o.client_id, o.session_id, o.currency, coalesce(o.total, 0) as gross,
            coalesce(o.total, 0) - o.refunded as net, o.ordered_at
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
    ),
    touches as (
        select
            p.*,
            s.channel, s.source, s.medium, s.campaign,
            row_number() over visits as place,
            count(*) over (partition by p.order_id) as count_touches,
            s.started_at
        from purchases as p
        inner join dash.sessions as s
            on s.client_id = p.client_id and not s.is_bot and s.started_at <= p.ordered_at
            and s.started_at > p.ordered_at - p_lookback_days * interval '1 day'
        window visits as (partition by p.order_id order by s.started_at, s.session_id)
    ),
    named as (
        select
            t.*,
            max(t.place) filter (where t.channel <> 'Direct') over (partition by t.order_id) as last_named_place
        from touches as t
    ),
    weighted as (
        select
            n.*,
            case p_model
                when 'first' then (n.place = 1)::integer::numeric
                when 'last' then (n.place = n.count_touches)::integer::numeric
                when 'last_non_direct' then (n.place = coalesce(n.last_named_place, n.count_touches))::integer::numeric
                when 'linear' then 1
                when 'time_decay' then power(
                    0.5::numeric, extract(epoch from n.ordered_at - n.started_at) / 86400 / p_half_life_days
                )
            end as weight
        from named as n
    ),
    shares as (
        select
            w.*,
            round(w.weight / sum(w.weight) over (partition by w.order_id), 12) as share
        from weighted as w
    ),
    -- what rounding leaves over goes to the last touch that has a share, so that the parts are the whole to the last digit
    evened as (
        select
            s.*,
            s.share + case
                when s.place = max(s.place) filter (where s.share > 0) over (partition by s.order_id)
                    then 1 - sum(s.share) over (partition by s.order_id)
                else 0
            end as credit
        from shares as s
    ),
    credits as (
        select e.channel, e.source, e.medium, e.campaign, e.currency, e.credit, e.gross, e.net from evened as e
        where e.credit <> 0
        union all
        select '(unknown)', null, null, null, p.currency, 1, p.gross, p.net
        from purchases as p
        where not exists (select 1 from touches as t where t.order_id = p.order_id)
    )
    select
        c.channel,
        c.source,
        c.medium,
        c.campaign,
        c.currency,
        sum(c.credit) as orders,
        sum(c.credit * c.gross) as gross,
        sum(c.credit * c.net) as net
    from credits as c
    group by c.channel, c.source, c.medium, c.campaign, c.currency
    order by sum(c.credit * c.net) desc, c.channel, c.source, c.medium, c.campaign, c.currency
$$;
comment on function dash.attribution is
'Orders of the period that fit p_filter, divided among all visits of their client in the p_lookback_days before them (the order''s own included; '
'no bots''), also those that do not fit. '
'p_model: first, last, last_non_direct (the last visit of another channel than Direct, else the last), linear (equal parts), time_decay '
'(half the weight each p_half_life_days). Every model adds up to the same orders and money, exactly; (unknown): orders of no known visit';
