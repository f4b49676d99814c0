-- Events by hour and name of one day, each event once.
with
day_events as (
  select hour, eventname, eventid
  from events
  where hour between '2026/11/22/00' and '2026/11/22/23'
),
hours as (
  select hour, eventname, count(*) as lines, count(distinct eventid) as events
  from day_events
  group by hour, eventname
)
select * from hours order by hour, events desc
