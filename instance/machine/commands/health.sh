# Whether everything that must run does: each check with a line, exit code 1 where one fails.
FAILED_CHECKS=0
check() {
  local what=$1
  shift
  if "$@" >/dev/null 2>&1; then log "  ok: $what"; else log "  NOT OK: $what"; FAILED_CHECKS=$((FAILED_CHECKS + 1)); fi
}
through_nginx() {
  python3 -c 'import urllib.request; page = urllib.request.urlopen("http://127.0.0.1:3838/", timeout=60); assert b"Footfall" in page.read() and page.status == 200'
}
signs_in() { (. "$ETC/warehouse.env"; psql -XAtq "${!1}" -c "$2"); }
by_tls() {
  (
    . "$ETC/warehouse.env"
    PGPASSWORD=$(password_of "$FOOTFALL_DATABASE_URL") psql -XAtqc "$1" \
      "host=$(metadata local-ipv4) user=footfall_etl dbname=$FOOTFALL_DATABASE sslmode=verify-full sslrootcert=$DATA/tls/ca.crt"
  )
}
room() { [ "$(df --output=pcent "$1" | tail -n 1 | tr -dc 0-9)" -lt 95 ]; }
log "health"
check "the data volume is mounted" mountpoint -q "$DATA"
check "there is room on the data volume" room "$DATA"
check "there is room on the root disk" room /
check "PostgreSQL takes the ETL's password" signs_in FOOTFALL_DATABASE_URL 'select count(*) from etl_runs'
check "PostgreSQL takes the dashboards' password" signs_in FOOTFALL_DASH_DATABASE_URL 'select count(*) from dash.health()'
check "PostgreSQL answers on its address, by TLS with its own certificate" by_tls 'select 1'
check "the dashboards answer through nginx" through_nginx
check "the machine's report reaches the warehouse" systemctl start footfall-status.service
check "the SSM agent runs" systemctl is-active amazon-ssm-agent
for timer in backup status ship-logs; do check "footfall-$timer.timer is on" systemctl is-active "footfall-$timer.timer"; done
[ "$FAILED_CHECKS" -eq 0 ] || { full_disks; fail "$FAILED_CHECKS of the health checks failed; docs/operate.md has the cure of each."; }
