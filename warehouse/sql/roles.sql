-- Roles and their rights, applied after every migration so that new tables are covered.
-- footfall_owner owns and migrates, footfall_etl loads, footfall_dash reads schema dash only. None is a superuser.
revoke all on schema public from public;
grant usage on schema public to footfall_etl;
grant select, insert, update, delete on all tables in schema public to footfall_etl;
grant usage on all sequences in schema public to footfall_etl;
grant execute on all functions in schema public to footfall_etl;
revoke insert, update, delete on public.footfall_migrations from footfall_etl;
grant usage on schema dash to footfall_etl, footfall_dash;
grant select on all tables in schema dash to footfall_etl, footfall_dash;
grant execute on all functions in schema dash to footfall_etl, footfall_dash;
