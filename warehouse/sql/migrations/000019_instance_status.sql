-- How the machine under the warehouse is. In the AWS shape that machine can reach no CloudWatch: it writes a row here each
-- minute, and the ETL's line of metrics carries it out. On one machine, and on a managed server, the table stays empty.
create table public.instance_status (
    is_only_row boolean primary key default true check (is_only_row),
    instance_id text not null,
    bundle text not null,
    data_disk_used_percent numeric not null,
    root_disk_used_percent numeric not null,
    count_failed_units integer not null,
    failed_units text[] not null,
    backed_up_at timestamptz,
    reported_at timestamptz not null
);

comment on table public.instance_status is 'Grain: the one machine that the warehouse runs on, as it reported last';
comment on column public.instance_status.bundle is 'the version of Footfall that it runs';
comment on column public.instance_status.failed_units is 'systemd units that have failed, dashboards included';
comment on column public.instance_status.backed_up_at is 'when the last dump was complete in the backup bucket; null: never';
