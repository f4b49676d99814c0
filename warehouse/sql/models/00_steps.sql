-- The letter that stands for an event's name in a visit's steps: the same everywhere, so that a rebuild makes the same of the same facts.
-- Names of the catalogue have letters of one byte, the most frequent first; a shop's own share 900000 others, of which two names meet one
-- in as many times. Which do, event_letters tells; their visits are then asked event by event.
create or replace function public.event_letter(event_name text)
returns text
language sql
immutable
parallel safe
as $$
    select
        case event_name
            when 'page_view' then 'A'
            when 'page_leave' then 'B'
            when 'product_view' then 'C'
            when 'web_vital' then 'D'
            when 'product_list_view' then 'E'
            when 'category_view' then 'F'
            when 'click' then 'G'
            when 'home_view' then 'H'
            when 'search' then 'I'
            when 'add_to_cart_click' then 'J'
            when 'cart_view' then 'K'
            when 'checkout_step' then 'L'
            when 'wishlist_toggle' then 'M'
            when 'checkout_complete' then 'N'
            when 'checkout_start' then 'O'
            when 'login_success' then 'P'
            when 'login_open' then 'Q'
            when 'error' then 'R'
            when 'remove_from_cart_click' then 'S'
            when 'share_click' then 'T'
            when 'logout' then 'U'
            when 'refund' then 'V'
            else chr((65536 + ('x' || left(md5(event_name), 8))::bit(32)::bigint % 900000)::integer)
        end
$$;
comment on function public.event_letter is 'The letter of an event''s name in sessions.steps';

-- Bits 0 to 21: names of the catalogue. Bit 30: any name of the shop's own.
create or replace function public.letter_bit(letter text)
returns integer
language sql
immutable
parallel safe
as $$
    select case when octet_length(letter) > 1 then 1 << 30 else 1 << (ascii(letter) - 65) end
$$;
comment on function public.letter_bit is 'The bit of an event''s letter in visit_days.event_bits; one for all names of a shop''s own';

create or replace function public.bits_of_steps(steps text)
returns integer
language sql
immutable
parallel safe
as $$
    select
        (strpos(steps, 'A') > 0)::integer
        | ((strpos(steps, 'B') > 0)::integer << 1)
        | ((strpos(steps, 'C') > 0)::integer << 2)
        | ((strpos(steps, 'D') > 0)::integer << 3)
        | ((strpos(steps, 'E') > 0)::integer << 4)
        | ((strpos(steps, 'F') > 0)::integer << 5)
        | ((strpos(steps, 'G') > 0)::integer << 6)
        | ((strpos(steps, 'H') > 0)::integer << 7)
        | ((strpos(steps, 'I') > 0)::integer << 8)
        | ((strpos(steps, 'J') > 0)::integer << 9)
        | ((strpos(steps, 'K') > 0)::integer << 10)
        | ((strpos(steps, 'L') > 0)::integer << 11)
        | ((strpos(steps, 'M') > 0)::integer << 12)
        | ((strpos(steps, 'N') > 0)::integer << 13)
        | ((strpos(steps, 'O') > 0)::integer << 14)
        | ((strpos(steps, 'P') > 0)::integer << 15)
        | ((strpos(steps, 'Q') > 0)::integer << 16)
        | ((strpos(steps, 'R') > 0)::integer << 17)
        | ((strpos(steps, 'S') > 0)::integer << 18)
        | ((strpos(steps, 'T') > 0)::integer << 19)
        | ((strpos(steps, 'U') > 0)::integer << 20)
        | ((strpos(steps, 'V') > 0)::integer << 21)
        | ((octet_length(steps) > length(steps))::integer << 30)
$$;
comment on function public.bits_of_steps is 'letter_bit of all events of a visit, from its steps';

create or replace function public.letter_counts(steps text)
returns integer[]
language sql
immutable
parallel safe
as $$
    select array_agg(octet_length(steps) - octet_length(replace(steps, chr(64 + l.place), '')) order by l.place)
    from generate_series(1, 22) as l (place)
$$;
comment on function public.letter_counts is 'How often each letter of the catalogue, A to V, stands in these steps';

-- Half of an MD5, which is the same in every version and on every machine: among a million clients two share one once in 37 million shops.
create or replace function public.client_hash(client_id text)
returns bigint
language sql
immutable
parallel safe
as $$
    select ('x' || left(md5(client_id), 16))::bit(64)::bigint
$$;
comment on function public.client_hash is 'A client''s id as a number, for counting different ones';

create or replace function public.path_hash(path text)
returns bigint
language sql
immutable
parallel safe
as $$
    select client_hash(path)
$$;
comment on function public.path_hash is 'A page''s path as a number, made as client_hash';

-- Names that were there before letters were; in a backup of before them there is not even the table.
do $$
begin
    if to_regclass('public.event_letters') is not null then
        update event_letters set letter = event_letter(event_name) where letter is null;
    end if;
end
$$;
