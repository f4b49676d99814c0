-- By which rules the sessions were built: where the rules of now differ, the next run builds all of them anew. Null until then, so that
-- sessions of before, of which nobody noted the rules, are built once more.
alter table public.settings add column session_rules text;
comment on column public.settings.session_rules is
'Digest of the rules for channels and for bots by behaviour by which all sessions are built, or touched to be; null for none yet';
