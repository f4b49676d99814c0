-- What the shop calls a day and a week.
create view dash.settings as
select time_zone, week_starts_on, cart_abandoned_hours, cart_lapsed_days from public.settings;
comment on view dash.settings is 
'One row: the shop''s time zone, the day its weeks start on (1 is Monday, 7 is Sunday), and the silence after which a cart is '
'abandoned (hours) and given up (days)';
