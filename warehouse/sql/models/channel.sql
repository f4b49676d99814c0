drop function if exists public.channel_of(text, text, text, text);
drop function if exists public.is_search_host(text);
drop function if exists public.is_social_host(text);

-- The keys under which channel_sources may know a source, the most telling first: the whole, then each domain above it; a
-- domain right below a country's (google.de, google.co.uk) also as google.*
create or replace function public.source_keys(source text)
returns table (key text, rank integer)
language sql
immutable
parallel safe
as $$
    with labels as (
        -- a host has few labels; a hostile one may have hundreds
        select (string_to_array(rtrim(source, '.'), '.')) as all_labels
    ),
    domains as (
        select l.all_labels[i:] as domain, i
        from labels as l
        cross join lateral generate_series(greatest(1, cardinality(l.all_labels) - 5), cardinality(l.all_labels)) as i
    )
    select array_to_string(d.domain, '.') as key, 2 * d.i as rank from domains as d
    union all
    select d.domain[1] || '.*' as key, 2 * d.i + 1 as rank
    from domains as d
    where cardinality(d.domain) between 2 and 3
    and length(d.domain[2]) <= 3 and length(coalesce(d.domain[3], '')) <= 3
$$;

-- A host without www. before it.
create or replace function public.bare_host(host text)
returns text
language sql
immutable
parallel safe
as $$
    select case when starts_with(host, 'www.') then substr(host, 5) else host end
$$;

-- Whether a referrer is the shop itself: the same host, or one that lies below the other.
-- It is asked of every visit: a single expression is put into the query that asks, where a function of steps is called, at ten
-- times the price.
create or replace function public.is_own_host(referrer_host text, page_host text)
returns boolean
language sql
immutable
parallel safe
as $$
    select coalesce(
        bare_host(referrer_host) = bare_host(page_host)
        or (
            strpos(bare_host(page_host), '.') > 0
            and right(bare_host(referrer_host), length(bare_host(page_host)) + 1) = '.' || bare_host(page_host)
        )
        or (
            strpos(bare_host(referrer_host), '.') > 0
            and right(bare_host(page_host), length(bare_host(referrer_host)) + 1) = '.' || bare_host(referrer_host)
        ),
        false
    )
$$;

-- GA4's default channel group, in its order (support.google.com/analytics/answer/9756891), as far as it goes by source, medium
-- and campaign; a source's category is that of channel_sources. Like there, case makes no difference.
create or replace function public.channel_of(source text, medium text, campaign text, category text)
returns text
language sql
immutable
parallel safe
as $$
    with visit as (
        select
            lower(source) as source,
            lower(medium) as medium,
            category,
            lower(medium) ~ '^(.*cp.*|ppc|retargeting|paid.*)$' as is_paid,
            lower(campaign) ~ '^(.*(([^a-df-z]|^)shop|shopping).*)$' as is_shopping,
            strpos(lower(campaign), 'cross-network') > 0 as is_cross_network
    )
    select case
        when v.source is null and v.medium is null then 'Direct'
        when v.source = '(direct)' and v.medium in ('(not set)', '(none)') then 'Direct'
        when v.is_cross_network then 'Cross-network'
        when (v.category = 'shopping' or v.is_shopping) and v.is_paid then 'Paid Shopping'
        when v.category = 'search' and v.is_paid then 'Paid Search'
        when v.category = 'social' and v.is_paid then 'Paid Social'
        when v.category = 'video' and v.is_paid then 'Paid Video'
        when v.medium in ('display', 'banner', 'expandable', 'interstitial', 'cpm') then 'Display'
        when v.is_paid then 'Paid Other'
        when v.category = 'shopping' or v.is_shopping then 'Organic Shopping'
        when v.category = 'social'
            or v.medium in ('social', 'social-network', 'social-media', 'sm', 'social network', 'social media')
            then 'Organic Social'
        when v.category = 'video' or v.medium ~ 'video' then 'Organic Video'
        when v.category = 'search' or v.medium = 'organic' then 'Organic Search'
        when v.medium in ('referral', 'app', 'link') then 'Referral'
        when v.source ~ '^(email|e-mail|e_mail|e mail)$' or v.medium ~ '^(email|e-mail|e_mail|e mail)$' then 'Email'
        when v.medium = 'affiliate' then 'Affiliates'
        when v.medium = 'audio' then 'Audio'
        when v.source = 'sms' or v.medium = 'sms' then 'SMS'
        when v.medium ~ 'push$' or v.medium ~ 'mobile|notification' or v.source = 'firebase'
            then 'Mobile Push Notifications'
        else 'Unassigned'
    end
    from visit as v
$$;
