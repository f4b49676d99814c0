-- A view's column is what the table's is that it comes from; the rest is said here. After all views.
do $$
declare
    missing record;
begin
    for missing in
        with tables (dash_view, public_table) as (
            values
            ('balance', 'etl_objects'), ('cart_facts', 'carts'), ('dim_product', 'product_prices'),
            ('event_persons', 'clickstream_events'), ('events', 'clickstream_events'), ('rejected', 'rejected_events')
        ),
        words (in_view, in_column, words) as (
            values
            ('balance', 'objects', 'Lake objects of that hour'),
            ('balance', 'is_balanced', 'Whether received = loaded + duplicate + rejected + erased'),
            ('carts', 'state', 'purchased, empty, lapsed, abandoned, recovered or open'),
            ('carts', 'is_recovered', 'Somebody came back after it was abandoned'),
            ('carts', 'recovered_after', 'How long its longest silence lasted; null where it was not recovered'),
            ('data_version', 'version', 'Another whenever figures may be others'),
            ('settings', 'facts_since', 'Facts, page views, searches, product visits and visitors by day are whole from here on; null where none were dropped'),
            ('dim_date', 'day', 'Day of the shop''s zone'),
            ('dim_date', 'week_starts_on', 'First day of its week, as the shop counts weeks'),
            ('dim_date', 'month_starts_on', 'First day of its month'),
            ('dim_date', 'year', 'Calendar year'),
            ('dim_date', 'quarter', '1 to 4'),
            ('dim_date', 'month', '1 to 12'),
            ('dim_date', 'weekday', '1 is Monday, 7 is Sunday'),
            ('dim_date', 'is_weekend', 'Saturday or Sunday'),
            ('dim_date', 'starts_at', 'Its first instant'),
            ('dim_date', 'ends_at', 'The first instant of the next day'),
            ('dim_product', 'valid_from', 'When shoppers saw the price first'),
            ('dim_product', 'valid_to', 'When they saw another; null while it holds'),
            ('event_persons', 'joined_how', 'By what the person is known'),
            ('event_persons', 'joined_by', 'The event by which'),
            ('order_issues', 'order_id', 'The order, as the shop names it'),
            ('order_issues', 'issue', 'What is wrong with it'),
            ('order_issues', 'detail', 'The amounts that tell so'),
            ('rejected', 'sample', 'The beginning of what was sent'),
            ('restatements', 'why', 'The reason in words'),
            ('restatements', 'change', 'The figures in words'),
            ('sold_out_views', 'product_id', 'The product that could not be bought'),
            ('sold_out_views', 'category', 'Its category')
        ),
        columns as (
            select c.relname, a.attname, coalesce(t.public_table, c.relname) as public_table
            from pg_class as c
            inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
            left join tables as t on t.dash_view = c.relname
            where c.relnamespace = 'dash'::regnamespace and c.relkind = 'v' and col_description(c.oid, a.attnum) is null
        )
        select c.relname, c.attname, coalesce(w.words, col_description(p.oid, a.attnum)) as words
        from columns as c
        left join words as w on w.in_view = c.relname and w.in_column = c.attname
        left join pg_class as p
            on p.relnamespace = 'public'::regnamespace and p.relname in (c.public_table, 'clickstream_events')
            and (p.relname = c.public_table or c.relname = 'sold_out_views')
        left join pg_attribute as a on a.attrelid = p.oid and a.attname = c.attname
        where coalesce(w.words, col_description(p.oid, a.attnum)) is not null
    loop
        execute format('comment on column dash.%I.%I is %L', missing.relname, missing.attname, missing.words);
    end loop;
end
$$;

comment on schema dash is
'What dashboards and analysts read: views of facts and models, and functions that give figures. Its roles can read nothing else';
