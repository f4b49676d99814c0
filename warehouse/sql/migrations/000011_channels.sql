-- Sources that the channel rules know, as data: filled from sql/data/channel_sources.tsv at each change of it, so nothing is
-- added here by hand. A shop's own hosts that bring nobody (a payment provider, a sign-in) go to internal_referrers.
create table public.channel_sources (
    source text primary key,
    category text not null check (
        category in ('search', 'shopping', 'social', 'video', 'email', 'ai', 'payment', 'click')
    ),
    name text,
    medium text
);
comment on table public.channel_sources is
'What a traffic source is: a name as utm_source has it, a host with all below it, or a host under any country as google.*';
comment on column public.channel_sources.name is 'Source of visits that come from there; null where that is the host itself';
comment on column public.channel_sources.medium is 'Medium of visits with this click id; null for all other categories';

create table public.internal_referrers (
    host text primary key
);
comment on table public.internal_referrers is
'Hosts, with all below them, that send shoppers back rather than bring them; filled by the shop. Sessions of before stay.';
