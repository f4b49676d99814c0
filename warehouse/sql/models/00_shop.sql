-- What the shop calls a day and a week.
create or replace function public.shop_zone()
returns text
language sql
stable
parallel safe
as $$
    select s.time_zone from settings as s
$$;
comment on function shop_zone is 'The shop''s time zone';

create or replace function public.shop_day(moment timestamptz)
returns date
language sql
stable
parallel safe
as $$
    select (moment at time zone shop_zone())::date
$$;
comment on function shop_day is
'The day of an instant in the shop''s zone. Over many rows write (moment at time zone (select shop_zone()))::date, which reads '
'the setting once';

create or replace function public.shop_week(day date)
returns date
language sql
stable
parallel safe
as $$
    select day - mod(extract(isodow from day)::integer - s.week_starts_on + 7, 7) from settings as s
$$;
comment on function public.shop_week is 'The first day of the shop''s week that a day is in';

-- Sets the shop's zone and first day of the week; null leaves one as it is. Another zone cuts every day anew: what was reported
-- by the old one is no measure any more, so nothing counts as reported until the next complete run has ended.
create or replace function public.set_shop(new_zone text, new_week_start integer)
returns void
language plpgsql
as $$
declare
    canonical text;
begin
    if new_week_start not between 1 and 7 then
        raise exception 'FOOTFALL_WEEK_START is %, but a week starts on 1 (Monday) to 7 (Sunday)', new_week_start
        using errcode = 'invalid_parameter_value';
    end if;
    update settings set week_starts_on = new_week_start where week_starts_on <> new_week_start;
    if new_zone is null or lower(new_zone) = (select lower(time_zone) from settings) then
        return;
    end if;
    -- Areas and cities only: abbreviations such as EST mean different things to different systems.
    select name into canonical
    from pg_timezone_names
    where lower(name) = lower(new_zone)
    and (
        name = 'UTC'
        or name ~ '^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/'
    );
    if canonical is null then
        raise exception
        'FOOTFALL_TIME_ZONE is "%", which is no time zone; use a name such as UTC, Europe/Berlin or Asia/Kathmandu', new_zone
        using errcode = 'invalid_parameter_value';
    end if;
    -- as loaders lock, and modellers: no run may count days by both zones
    perform pg_advisory_xact_lock(1282367844, hashtext('public'));
    perform pg_advisory_xact_lock(1299145836, hashtext('public'));
    update settings set time_zone = canonical, zone_since = clock_timestamp();
    delete from etl_day_changes;
    -- of days that are frozen from now on, which nothing builds anew: an erasure must find nobody there
    delete from visit_cells as v where v.day <= shop_day(frozen_until()) and shop_day_start(v.day) < frozen_until();
    delete from other_paths as v where v.day <= shop_day(frozen_until()) and shop_day_start(v.day) < frozen_until();
    delete from visit_days as v where v.day <= shop_day(frozen_until()) and shop_day_start(v.day) < frozen_until();
    delete from page_view_days as v where v.day <= shop_day(frozen_until()) and shop_day_start(v.day) < frozen_until();
    delete from product_visits as v where v.day <= shop_day(frozen_until()) and shop_day_start(v.day) < frozen_until();
    -- clocks are up to 26 hours apart: what was of a day is now of one at most two days from it
    insert into stale_days (day)
    select distinct d.day + s.shift from daily as d cross join generate_series(-2, 2) as s (shift)
    on conflict do nothing;
end
$$;
