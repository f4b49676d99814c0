-- What Athena's functions are called on DuckDB, so that the same files run there.
create or replace macro from_iso8601_timestamp(iso) as cast(iso as timestamptz);
create or replace macro date_format(moment, form) as strftime(moment, replace(replace(form, '%i', '%M'), '%s', '%S'));
create or replace macro with_timezone(moment, zone) as timezone(zone, moment);
