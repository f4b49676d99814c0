# How this machine is, as a row in the warehouse; the ETL's line of metrics carries it to CloudWatch, which nothing here reaches.
. "$ETC/warehouse.env"
used() { df --output=pcent "$1" | tail -n 1 | tr -dc 0-9; }
failed=$(systemctl list-units --state=failed --plain --no-legend 'footfall-*' 'postgresql@*' 'nginx*' 'amazon-ssm-agent*' data.mount | awk '{print $1}' | paste -sd,)
# Dashboards that come up again and again are never "failed", and never answer.
answer() { python3 -c 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:3838/", timeout=30).read()' 2>/dev/null; }
answer || failed="${failed:+$failed,}dashboards"
psql -XAtq -v ON_ERROR_STOP=1 "$FOOTFALL_OWNER_DATABASE_URL" -v bundle="$(basename "$(readlink "$CURRENT")")" -v failed="$failed" \
  -v instance="$(metadata instance-id)" -v data="$(used "$DATA")" -v root="$(used /)" \
  -v backup="$(cat "$DATA/last-backup" 2>/dev/null || true)" <<'SQL'
insert into public.instance_status (
    instance_id, bundle, data_disk_used_percent, root_disk_used_percent, count_failed_units, failed_units, backed_up_at, reported_at
)
select
    :'instance', :'bundle', :'data'::numeric, :'root'::numeric, cardinality(f.units), f.units, nullif(:'backup', '')::timestamptz, now()
from (select array_remove(string_to_array(:'failed', ','), '') as units) as f
on conflict (is_only_row) do update set
    instance_id = excluded.instance_id,
    bundle = excluded.bundle,
    data_disk_used_percent = excluded.data_disk_used_percent,
    root_disk_used_percent = excluded.root_disk_used_percent,
    count_failed_units = excluded.count_failed_units,
    failed_units = excluded.failed_units,
    backed_up_at = excluded.backed_up_at,
    reported_at = excluded.reported_at;
SQL
