-- What the dashboards' filters mean, once for every page. A filter is a JSON object with lists, as
-- {"device": ["mobile"], "country": ["DE", "AT"], "bots": true}; what is missing filters nothing.
-- All functions are inlined by the planner, so that a filter that is not set costs nothing.

create function dash.filter_values(p_filter jsonb, p_name text)
returns text[]
language sql
immutable
parallel safe
as $$
    select array_agg(v.value)
    from jsonb_array_elements_text(
        case when jsonb_typeof(p_filter -> p_name) = 'array' then p_filter -> p_name end
    ) as v (value)
$$;
comment on function dash.filter_values is 'The values that the filter p_name allows; null for all';

create function dash.filter_of(
    p_logins text[] default null,
    p_bots boolean default false,
    p_site text default null,
    p_device text default null,
    p_channel text default null
)
returns jsonb
language sql
immutable
parallel safe
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        -- an empty list allows nobody, and no login state is null
        'login', case when p_logins = '{}' then jsonb '[null]' else to_jsonb(p_logins) end,
        'bots', case when p_bots then true end,
        'site', case when p_site is not null then jsonb_build_array(p_site) end,
        'device', case when p_device is not null then jsonb_build_array(p_device) end,
        'channel', case when p_channel is not null then jsonb_build_array(p_channel) end
    ))
$$;
comment on function dash.filter_of is
'The filter that asks for these login states, this site, device and channel (null: all), and for bots too where p_bots is true';

create function dash.path_hash(p_path text)
returns bigint
language sql
immutable
parallel safe
as $$
    select ('x' || left(md5(p_path), 16))::bit(64)::bigint
$$;
comment on function dash.path_hash is 'The number that stands for a path, a client''s id or a product''s category in the models that hold visits by day';

create function dash.with_bots(p_filter jsonb)
returns boolean
language sql
immutable
parallel safe
as $$
    select coalesce(p_filter ->> 'bots' = 'true', false)
$$;
comment on function dash.with_bots is 'Whether the filter asks for bots too';

create function dash.picks_visits(p_filter jsonb)
returns boolean
language sql
immutable
parallel safe
as $$
    select p_filter ?| array['login', 'site', 'device', 'country', 'channel']
$$;
comment on function dash.picks_visits is 'Whether the filter asks for a property of visits';

create function dash.picks_products(p_filter jsonb)
returns boolean
language sql
immutable
parallel safe
as $$
    select p_filter ?| array['category', 'brand']
$$;
comment on function dash.picks_products is 'Whether the filter asks for a property of products';

create function dash.is_narrow(p_filter jsonb)
returns boolean
language sql
immutable
parallel safe
as $$
    select dash.picks_visits(p_filter) or dash.picks_products(p_filter)
$$;
comment on function dash.is_narrow is 'Whether the filter leaves out any person''s visit';

create function dash.is_shops_zone(p_tz text)
returns boolean
language sql
stable
parallel safe
as $$
    select p_tz = (select z.time_zone from dash.settings as z)
$$;
comment on function dash.is_shops_zone is 'Whether p_tz is the shop''s zone, whose days the rollups know';

create function dash.is_counted(p_tz text, p_filter jsonb)
returns boolean
language sql
stable
parallel safe
as $$
    select dash.is_shops_zone(p_tz) and not dash.with_bots(p_filter)
$$;
comment on function dash.is_counted is
'Whether the rollups, which know the shop''s zone and no bots, may answer as far as the filter''s other properties are theirs';

create function dash.are_visits_counted(p_tz text, p_filter jsonb)
returns boolean
language sql
stable
parallel safe
as $$
    select dash.is_counted(p_tz, p_filter) and not dash.picks_products(p_filter)
$$;
comment on function dash.are_visits_counted is 'Whether dash.funnel_daily, which knows all properties of visits but no products, may answer';

create function dash.is_of_days(p_grain text)
returns boolean
language sql
immutable
parallel safe
as $$
    select coalesce(p_grain in ('day', 'week', 'month', 'quarter', 'year', 'millennium'), false)
$$;
comment on function dash.is_of_days is 'Whether buckets of this grain are days or made of days';

create function dash.are_visits_told(p_from date, p_tz text)
returns boolean
language sql
stable
parallel safe
as $$
    select
        dash.day_start(p_from, p_tz) >= coalesce(
            (
                -- a day of which a part is gone is gone
                select
                    dash.day_start(
                        (z.facts_since at time zone z.time_zone)::date
                        + (dash.day_start((z.facts_since at time zone z.time_zone)::date, z.time_zone) < z.facts_since)::integer,
                        z.time_zone
                    )
                from dash.settings as z
            ),
            '-infinity'
        )
$$;
comment on function dash.are_visits_told is
'Whether dash.visit_days, which goes back as far as single events do, may answer for days from p_from on, of any zone and filter';

create function dash.are_visitors_counted(p_from date, p_tz text, p_filter jsonb)
returns boolean
language sql
stable
parallel safe
as $$
    select dash.are_visits_counted(p_tz, p_filter) and dash.are_visits_told(p_from, p_tz)
$$;
comment on function dash.are_visitors_counted is
'Whether dash.funnel_daily and dash.visit_days may answer together for days from p_from on, which are then days of both';

create function dash.fits(
    p_filter jsonb,
    p_login text,
    p_site text,
    p_device text,
    p_country text,
    p_channel text
)
returns boolean
language sql
immutable
parallel safe
as $$
    select
        (dash.filter_values(p_filter, 'login') is null
            or coalesce(p_login, 'unknown') = any(dash.filter_values(p_filter, 'login')))
        and (dash.filter_values(p_filter, 'site') is null
            or coalesce(p_site, 'unknown') = any(dash.filter_values(p_filter, 'site')))
        and (dash.filter_values(p_filter, 'device') is null
            or coalesce(p_device, 'unknown') = any(dash.filter_values(p_filter, 'device')))
        and (dash.filter_values(p_filter, 'country') is null
            or coalesce(p_country, 'unknown') = any(dash.filter_values(p_filter, 'country')))
        and (dash.filter_values(p_filter, 'channel') is null
            or coalesce(p_channel, 'unknown') = any(dash.filter_values(p_filter, 'channel')))
$$;
comment on function dash.fits is
'Whether a visit with these properties is among those that the filter allows; unknown stands for a property that is not known';

create function dash.fits_product(p_filter jsonb, p_category text, p_brand text)
returns boolean
language sql
immutable
parallel safe
as $$
    select
        (dash.filter_values(p_filter, 'category') is null
            or coalesce(p_category, 'unknown') = any(dash.filter_values(p_filter, 'category')))
        and (dash.filter_values(p_filter, 'brand') is null
            or coalesce(p_brand, 'unknown') = any(dash.filter_values(p_filter, 'brand')))
$$;
comment on function dash.fits_product is 'Whether a product of this category and brand is among those that the filter allows';

create function dash.value_hashes(p_filter jsonb, p_name text)
returns bigint[]
language sql
immutable
parallel safe
as $$
    select array_agg(dash.path_hash(v.value)) from unnest(dash.filter_values(p_filter, p_name)) as v (value)
$$;
comment on function dash.value_hashes is 'The values that the filter p_name allows as the numbers that stand for them; null for all';

create function dash.has_kind(p_category_hashes bigint[], p_brand_hashes bigint[], p_categories bigint[], p_brands bigint[])
returns boolean
language sql
immutable
parallel safe
as $$
    select exists (
        select from unnest(p_category_hashes, p_brand_hashes) as k (category_hash, brand_hash)
        where k.category_hash = any(p_categories) and k.brand_hash = any(p_brands)
    )
$$;
comment on function dash.has_kind is 'Whether one of these pairs of a category and a brand is of both lists';

create function dash.fits_kinds(p_filter jsonb, p_category_hashes bigint[], p_brand_hashes bigint[])
returns boolean
language sql
immutable
parallel safe
as $$
    select
        (dash.value_hashes(p_filter, 'category') is null or p_category_hashes && dash.value_hashes(p_filter, 'category'))
        and (dash.value_hashes(p_filter, 'brand') is null or p_brand_hashes && dash.value_hashes(p_filter, 'brand'))
        and (
            dash.value_hashes(p_filter, 'category') is null or dash.value_hashes(p_filter, 'brand') is null
            or dash.has_kind(
                p_category_hashes, p_brand_hashes, dash.value_hashes(p_filter, 'category'), dash.value_hashes(p_filter, 'brand')
            )
        )
$$;
comment on function dash.fits_kinds is
'Whether a visit whose events name products of these categories and brands (of dash.visit_days) is among those that the filter allows';

create function dash.filter_choices()
returns table (filter text, value text, sessions bigint)
language sql
stable
parallel safe
as $$
    with bounds as (
        -- a year shows every season, and no shop's list of devices needs more
        select coalesce(max(s.started_at), now()) - interval '1 year' as since from dash.sessions as s
    ),
    -- visits by day; a year's first day may have a few more
    counted as (
        select f.site, f.device_type, f.country, f.channel, sum(f.sessions) as sessions
        from dash.funnel_daily as f
        cross join bounds as b
        cross join dash.settings as z
        where f.day >= (b.since at time zone z.time_zone)::date and f.sessions > 0
        group by f.site, f.device_type, f.country, f.channel
    ),
    products as (
        select i.category, i.brand, count(*) as sessions
        from dash.order_items as i
        group by i.category, i.brand
        union all
        select p.category, p.brand, count(*) as sessions
        from dash.product_prices as p
        group by p.category, p.brand
    ),
    choices as (
        select v.filter, v.value, s.sessions
        from counted as s
        cross join lateral (
            values ('site', s.site), ('device', s.device_type), ('country', s.country), ('channel', s.channel)
        ) as v (filter, value)
        union all
        select v.filter, v.value, p.sessions
        from products as p
        cross join lateral (values ('category', p.category), ('brand', p.brand)) as v (filter, value)
    ),
    totals as (
        select c.filter, coalesce(c.value, 'unknown') as value, sum(c.sessions)::bigint as sessions
        from choices as c
        group by 1, 2
    ),
    placed as (
        select t.*, row_number() over (partition by t.filter order by t.sessions desc, t.value) as place
        from totals as t
    )
    select p.filter, p.value, p.sessions from placed as p
    -- longer lists than that are typed into, not chosen from
    where p.place <= 300
    order by p.filter, p.place
$$;
comment on function dash.filter_choices is
'What the filters may be set to, most frequent first, at most 300 of each: site, device, country and channel of the last year''s sessions; '
'category and brand as products and order lines name them (sessions then counts days and prices, and lines)';
