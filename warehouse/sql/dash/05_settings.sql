-- What the shop calls a day and a week.
create view dash.settings as
select
    s.time_zone,
    s.week_starts_on,
    s.cart_abandoned_hours,
    s.cart_lapsed_days,
    s.facts_keep_days,
    (select max(d.frozen_before) from public.fact_drops as d) as facts_since
from public.settings as s;
comment on view dash.settings is 
'One row: the shop''s time zone, the day its weeks start on (1 is Monday, 7 is Sunday), and the silence after which a cart is '
'abandoned (hours) and given up (days); for how many days facts are kept (null: for ever), and since when all of them are there';
