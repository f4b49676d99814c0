-- What the shop calls a day and a week.
create view dash.settings as
select time_zone, week_starts_on from public.settings;
comment on view dash.settings is 'One row: the shop''s time zone, and the day its weeks start on (1 is Monday, 7 is Sunday)';
