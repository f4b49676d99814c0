# A dump of the warehouse, streamed to the backup bucket: it needs no room here. What says that it is whole is written last.
take_turns
use_region
. "$ETC/warehouse.env"
bucket=$(setting_of_file backupBucket)
key="dumps/$(date -u +%Y-%m-%dT%H%M%SZ).dump"
log "backup to s3://$bucket/$key begins"
# Tables as they are now, by the role that may read them all; roles and passwords are not in it.
trap 'status=$?; [ $status -eq 0 ] || log "the backup failed with $status; the one before is untouched, and footfall-backup.timer tries again tomorrow"' EXIT
pg_dump --format=custom --compress=zstd:6 --no-owner --no-privileges --schema=public "$FOOTFALL_OWNER_DATABASE_URL" |
  tee >(sha256sum | cut -d' ' -f1 >"$RUN/dump.sha256") >(wc -c >"$RUN/dump.bytes") |
  aws s3 cp --only-show-errors --expected-size "$(sql -d "$FOOTFALL_DATABASE" -c 'select pg_database_size(current_database())')" - "s3://$bucket/$key"
for ((tries = 0; tries < 50; tries++)); do
  [ ! -s "$RUN/dump.sha256" ] || [ ! -s "$RUN/dump.bytes" ] || break
  sleep 0.1
done
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
jq -n --arg key "$key" --arg sha256 "$(cat "$RUN/dump.sha256")" --argjson bytes "$(cat "$RUN/dump.bytes")" --arg at "$now" --arg bundle "$(basename "$(readlink "$CURRENT")")" \
  '{key: $key, bytes: $bytes, sha256: $sha256, completedAt: $at, bundle: $bundle}' >"$RUN/dump.json"
aws s3 cp --only-show-errors "$RUN/dump.json" "s3://$bucket/${key%.dump}.json"
echo "$now" >"$DATA/last-backup"
rm "$RUN"/dump.{sha256,bytes,json}
trap - EXIT
log "backup is complete: s3://$bucket/$key"
