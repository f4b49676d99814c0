-- Rebuilds the rollups of a day. Two transactions may at the same time, where two days lie between theirs: zones are at most 26 hours
-- apart, so that after a change of zone the hours of what was a day reach into the next two, and no further.
create or replace function public.refresh_day(of_day date)
returns void
language plpgsql
-- A plan that is made once for all lists of keys looks each row's key up by walking the list.
set plan_cache_mode = force_custom_plan
as $$
declare
    starts_at timestamptz := shop_day_start(of_day);
    ends_at timestamptz := shop_day_start(of_day + 1);
begin
    perform refresh_total_day(of_day, starts_at, ends_at);
    perform refresh_visit_day(of_day, starts_at, ends_at);
    perform refresh_product_day(of_day, starts_at, ends_at);
    perform refresh_page_day(of_day, starts_at, ends_at);
    perform refresh_search_day(of_day, starts_at, ends_at);
    delete from stale_days where day = of_day;
end
$$;

-- Works off the days whose rollups are stale, the oldest first, at most max_days of them. @returns how many are left
-- Frozen days are passed over: they would be rebuilt from what is left of their facts.
-- Call it when no touched keys are left: a day that another step touches again would be rebuilt twice.
create or replace function public.refresh_days(max_days integer default null)
returns bigint
language plpgsql
as $$
declare
    of_day date;
begin
    delete from stale_days as s where shop_day_start(s.day) < frozen_until();
    for of_day in select s.day from stale_days as s order by s.day limit max_days loop
        perform refresh_day(of_day);
    end loop;
    return (select count(*) from stale_days);
end
$$;
