-- The hours, days and weeks of a period.

-- One expression without tables, so that the planner puts the instant itself into each question that gives days.
create function dash.day_start(p_day date, p_tz text)
returns timestamptz
language sql
immutable
parallel safe
as $$
    select least(
        p_day::timestamp at time zone p_tz,
        case
            when (((p_day::timestamp at time zone p_tz) - interval '2 hours') at time zone p_tz)::date = p_day
                then (p_day::timestamp at time zone p_tz) - interval '2 hours'
        end,
        case
            when (((p_day::timestamp at time zone p_tz) - interval '1 hour') at time zone p_tz)::date = p_day
                then (p_day::timestamp at time zone p_tz) - interval '1 hour'
        end,
        case
            when (((p_day::timestamp at time zone p_tz) - interval '30 minutes') at time zone p_tz)::date = p_day
                then (p_day::timestamp at time zone p_tz) - interval '30 minutes'
        end
    )
$$;
comment on function dash.day_start is
'The first instant of a day of zone p_tz. Where clocks go back over midnight, by half an hour, one hour or two, a day has two midnights: the '
'earlier counts, as in the shop''s own days';

create function dash.buckets(p_from date, p_to date, p_tz text default 'UTC', p_grain text default 'day')
returns table (bucket_at timestamptz)
language sql
stable
parallel safe
as $$
    -- Quarters of an hour, since they begin every local hour and day of every zone, whatever its offset and its clock changes.
    with steps as (
        select s.step
        from generate_series(
            dash.day_start(p_from, p_tz),
            dash.day_start(p_to + 1, p_tz) - interval '15 minutes',
            interval '15 minutes'
        ) as s (step)
    )
    select distinct date_trunc(p_grain, s.step, p_tz) as bucket_at from steps as s
$$;
comment on function dash.buckets is
'Each hour, day or week (p_grain; weeks start on Monday) that the period touches, as the instant at which it begins in zone '
'p_tz. A day on which clocks change has 23 or 25 hours; the first week may begin before p_from';
