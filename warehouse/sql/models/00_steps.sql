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

-- Names that were there before letters were; in a backup of before them there is not even the table.
do $$
begin
    if to_regclass('public.event_letters') is not null then
        update event_letters set letter = event_letter(event_name) where letter is null;
    end if;
end
$$;
