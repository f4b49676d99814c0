-- Hosts that are search engines or social networks; a thin list of the largest.
create or replace function public.is_search_host(host text)
returns boolean
language sql
immutable
parallel safe
as $$
    select coalesce(host ~* '(^|\.)(google|bing|yahoo|duckduckgo|ecosia|baidu|yandex|qwant|startpage|naver|seznam|brave)(\.|$)', false)
$$;

create or replace function public.is_social_host(host text)
returns boolean
language sql
immutable
parallel safe
as $$
    select coalesce(host ~* '(^|\.)(facebook|instagram|linkedin|lnkd|pinterest|reddit|tiktok|twitter|x|youtube|threads|snapchat|t|vk|whatsapp|bsky)\.?(com|co|net|app|in|be)?$', false)
$$;

-- The channel of a visit, after the rules of GA4's default channel group, from what its entry page carries.
create or replace function public.channel_of(source text, medium text, campaign text, referrer_host text)
returns text
language sql
immutable
parallel safe
as $$
    select case
        when source is null and medium is null and referrer_host is null then 'Direct'
        when campaign ~* 'cross-network' then 'Cross-network'
        when medium ~* '^(.*cp.*|ppc|retargeting|paid.*)$' and is_search_host(coalesce(source, referrer_host))
            then 'Paid Search'
        when medium ~* '^(.*cp.*|ppc|retargeting|paid.*)$' and is_social_host(coalesce(source, referrer_host))
            then 'Paid Social'
        when medium ~* '^(display|banner|expandable|interstitial|cpm)$' then 'Display'
        when medium ~* '^(.*cp.*|ppc|retargeting|paid.*)$' then 'Paid Other'
        when medium ~* '^(social|social-network|social-media|sm|social network|social media)$' then 'Organic Social'
        when coalesce(source, medium) ~* '^e[-_ ]?mail$' or medium ~* '^e[-_ ]?mail$' then 'Email'
        when medium ~* '^affiliates?$' then 'Affiliates'
        when medium ~* '^sms$' or source ~* '^sms$' then 'SMS'
        when medium ~* '^organic$' or (medium is null and is_search_host(coalesce(source, referrer_host)))
            then 'Organic Search'
        when medium is null and is_social_host(coalesce(source, referrer_host)) then 'Organic Social'
        when medium ~* '^(referral|app|link)$' or (medium is null and coalesce(source, referrer_host) is not null)
            then 'Referral'
        else 'Unassigned'
    end
$$;
