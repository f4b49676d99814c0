-- The hours, days and weeks of a period.

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
            p_from::timestamp at time zone p_tz,
            ((p_to + 1)::timestamp at time zone p_tz) - interval '15 minutes',
            interval '15 minutes'
        ) as s (step)
    )
    select distinct date_trunc(p_grain, s.step, p_tz) as bucket_at from steps as s
$$;
comment on function dash.buckets is
'Each hour, day or week (p_grain; weeks start on Monday) that the period touches, as the instant at which it begins in zone '
'p_tz. A day on which clocks change has 23 or 25 hours; the first week may begin before p_from';
