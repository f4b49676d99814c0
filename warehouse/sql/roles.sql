-- Roles and their rights, applied after every migration so that new tables are covered.
-- footfall_owner owns and migrates, footfall_etl loads, footfall_dash and footfall_analyst read schema dash only. None is a superuser.
revoke all on schema public from public;
revoke all on schema dash from public;
revoke all on all functions in schema public from public;
revoke all on all functions in schema dash from public;
grant usage on schema public to footfall_etl;
grant select, insert, update, delete, maintain on all tables in schema public to footfall_etl; -- maintain: to analyze them, and to vacuum the facts
grant usage on all sequences in schema public to footfall_etl;
grant execute on all functions in schema public to footfall_etl;
grant usage on schema dash to footfall_etl, footfall_dash;
grant select on all tables in schema dash to footfall_etl, footfall_dash;
grant execute on all functions in schema dash to footfall_etl, footfall_dash;
-- warehouses that were made before analysts had a role get it with the next start of the server
do $$
begin
    if exists (select from pg_roles where rolname = 'footfall_analyst') then
        grant usage on schema dash to footfall_analyst;
        grant select on all tables in schema dash to footfall_analyst;
        grant execute on all functions in schema dash to footfall_analyst;
    end if;
end
$$;

-- What loading need not do to the ledgers, it must not: whoever gets at its password cannot write their history anew.
-- Objects and refused lines stay open to it: compaction folds them, and erasure takes a person's out.
revoke insert, update, delete on public.footfall_migrations from footfall_etl;
revoke insert, update, delete on public.channel_sources from footfall_etl;
revoke update, delete on public.etl_runs from footfall_etl;
grant update (status, error, is_complete, objects, received, loaded, duplicate, rejected, erased, ended_at)
on public.etl_runs to footfall_etl;
revoke update on public.etl_touched from footfall_etl;
revoke delete on public.etl_compacted from footfall_etl;
-- Who was erased stays erased: rows are added and finished, never taken away.
revoke update, delete on public.erasures from footfall_etl;
grant update (lake_objects, lake_events, lake_refused, facts, refused, sessions, orders, completed_at)
on public.erasures to footfall_etl;
revoke update, delete on public.erased_subjects from footfall_etl;
revoke delete on public.erased_lines from footfall_etl;
revoke update, delete on public.restatements from footfall_etl;
-- The machine's own report is the owner's.
revoke insert, update, delete on public.instance_status from footfall_etl;
