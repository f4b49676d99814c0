# Puts a dump in the place of the warehouse: footfall-instance restore-dump [latest|dumps/….dump]. The warehouse as it was stays until the
# restored one is whole, as a database of another name.
take_turns
use_region
. "$ETC/warehouse.env"
bucket=$(setting_of_file backupBucket)
wanted=${1:-latest}
[[ $wanted =~ ^(latest|dumps/[0-9TZ-]+\.dump)$ ]] || fail "Name a dump, as dumps/2026-11-22T023000Z.dump, or latest."
if [ "$wanted" = latest ]; then
  wanted=$(aws s3api list-objects-v2 --bucket "$bucket" --prefix dumps/ --query 'Contents[].Key' --output text | tr '\t' '\n' | grep '\.json$' | sort | tail -n 1) ||
    fail "There is no complete dump in s3://$bucket/dumps/."
  wanted=${wanted%.json}.dump
fi
aws s3 cp --only-show-errors "s3://$bucket/${wanted%.dump}.json" "$RUN/dump.json" || fail "s3://$bucket/$wanted is no complete dump: it has no .json beside it."
log "restore of s3://$bucket/$wanted begins"
work="$DATA/restore"
rm -rf "$work"
mkdir -m 700 "$work"
trial=footfall_restored
# Its files may be what fills the disk, and from the moment the warehouse takes no sessions it must take them again.
leave_as_it_was() {
  local status=$?
  rm -rf "$work"
  sql -c "alter database $FOOTFALL_DATABASE with allow_connections true" -c "drop database if exists $trial with (force)" ||
    log "what was restored so far could not be removed: sudo -u postgres dropdb --if-exists $trial"
  log "the restore failed with $status; the warehouse is as it was"
  full_disks
}
trap leave_as_it_was EXIT
need=$(jq .bytes "$RUN/dump.json")
[ "$(df --output=avail -B1 "$DATA" | tail -n 1)" -gt $((need * 8)) ] ||
  fail "The dump has $need bytes and needs about eight times as much on $DATA. Grow the volume (docs/operate.md)."
aws s3 cp --only-show-errors "s3://$bucket/$wanted" "$work/dump"
echo "$(jq -r .sha256 "$RUN/dump.json")  $work/dump" | sha256sum --check --status || fail "s3://$bucket/$wanted is damaged: its SHA-256 is another. Choose an older dump."

sql -c "drop database if exists $trial with (force)" -c "create database $trial owner footfall_owner" -c "revoke all on database $trial from public"
url="${FOOTFALL_OWNER_DATABASE_URL%/*}/$trial"
pg_restore --list "$work/dump" | grep -vE ' SCHEMA - public |COMMENT - SCHEMA public' >"$work/list"
psql -XAtqc 'drop schema if exists public cascade; create schema public' "$url" 2>/dev/null
pg_restore --no-owner --no-privileges --exit-on-error --jobs 2 --use-list "$work/list" --dbname "$url" "$work/dump" || fail "The dump cannot be restored."
# dash, rights and whatever is newer than the dump, by the migrations; row 0 of their ledger says that models and dash are to be made.
psql -XAtqc 'delete from public.footfall_migrations where id = 0' "$url"
footfall_on "$url" migrate
psql -XAtqc analyze "$url"

# Sessions of ETL and dashboards end; both come again by themselves.
old="footfall_before_$(date -u +%Y%m%dT%H%M%S)"
sql -c "alter database $FOOTFALL_DATABASE with allow_connections false" -c "select pg_terminate_backend(pid) from pg_stat_activity where datname in ('$FOOTFALL_DATABASE', '$trial')" >/dev/null
sql -1 -c "alter database $FOOTFALL_DATABASE rename to $old" -c "alter database $trial rename to $FOOTFALL_DATABASE"
trap - EXIT
provision >/dev/null || fail "The restored warehouse is in place, and the roles' rights on it are not: run footfall-instance bootstrap. The warehouse as it was is $old."
rm -rf "$work"
log "restore is complete. What the lake has since then comes with the next ETL run. When all is well, remove the old warehouse:"
log "  sudo -u postgres dropdb $old"
