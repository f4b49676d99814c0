# What an update does beside the bootstrap: fetching, proving, the way back.

# Holds the copy of the schema.
readonly TRIAL=footfall_trial

# fetch_bundle VERSION SHA256: whole and as it was made, or not at all.
fetch_bundle() {
  local version=$1 sha256=$2 bucket place part sum
  [ ! -e "$BUNDLES/$version/complete" ] || return 0
  bucket=$(about artefactBucket)
  place="s3://$bucket/instance/$version/$(dpkg --print-architecture)"
  rm -rf "${BUNDLES:?}/$version"
  mkdir -p "$BUNDLES/$version"
  cd "$BUNDLES/$version"
  aws s3 cp --only-show-errors "$place/manifest.json" manifest.json || give_up_fetching "$version" "$place/manifest.json cannot be fetched"
  sha256sum --check --status <<<"$sha256  manifest.json" || give_up_fetching "$version" "$place/manifest.json is not what the parameter says"
  for part in $(jq -r '.parts | keys[]' manifest.json); do
    sum=$(jq -r --arg part "$part" '.parts[$part].sha256' manifest.json)
    aws s3 cp --only-show-errors "$place/$part" "$part" || give_up_fetching "$version" "$place/$part cannot be fetched"
    sha256sum --check --status <<<"$sum  $part" || give_up_fetching "$version" "$place/$part is damaged; upload it again"
    mkdir "${part%%.*}"
    tar -xf "$part" -C "${part%%.*}" || give_up_fetching "$version" "$part cannot be unpacked"
    rm "$part"
  done
  touch complete
  cd /
}

give_up_fetching() {
  cd /
  rm -rf "${BUNDLES:?}/$1"
  full_disks
  fail "$2. Nothing has changed."
}

# prove_new: packages first, which both versions can run with; then the new migrations and dashboards on a copy of the schema.
prove_new() {
  local url said
  . "$ETC/warehouse.env"
  ( install_packages "$BUNDLE" ) || { put_packages_back; fail "The new packages could not be installed. $(basename "$OLD") serves."; }
  # PostgreSQL or nginx may just have been replaced under the dashboards.
  systemctl start "postgresql@$PG_VERSION-main" nginx
  url="${FOOTFALL_OWNER_DATABASE_URL%/*}/$TRIAL"
  said=$(copy_schema "$url" 2>&1) || give_up_proof "The schema cannot be copied: $said."
  said=$(footfall_on "$url" migrate 2>&1) || give_up_proof "The new version's migrations fail on a copy of the schema: $said."
  prove_dashboards || give_up_proof "The new version's dashboards do not answer."
  drop_trial
  log "$version has proved itself on a copy of the schema"
}

give_up_proof() {
  drop_trial || true
  put_packages_back
  fail "$1 $(basename "$OLD") serves."
}

# copy_schema URL: into the trial's database, as the warehouse has it, without its rows. What an update that was killed has left goes first.
copy_schema() {
  stop_proof
  drop_trial &&
    sql -c "create database $TRIAL owner footfall_owner" -c "revoke all on database $TRIAL from public" -c "grant connect on database $TRIAL to footfall_dash" &&
    pg_dump --schema-only --no-owner --no-privileges "$FOOTFALL_OWNER_DATABASE_URL" | sed '/^CREATE SCHEMA public;$/d' | psql -Xq -v ON_ERROR_STOP=1 "$1" >/dev/null &&
    pg_dump --data-only --no-owner --table=public.footfall_migrations --table=public.settings "$FOOTFALL_OWNER_DATABASE_URL" |
    { echo 'truncate public.settings;'; cat; } | psql -Xq -v ON_ERROR_STOP=1 "$1" >/dev/null &&
    # It has no rights: with row 0 of the ledger away, dash and rights are made, also where the new version has no new migration.
    psql -Xq -v ON_ERROR_STOP=1 -c 'delete from public.footfall_migrations where id = 0' "$1"
}

stop_proof() {
  systemctl stop footfall-proof 2>/dev/null || true
  systemctl reset-failed footfall-proof 2>/dev/null || true
}

# prove_dashboards: the new version's own unit, on the copy.
prove_dashboards() {
  local status=0 socket=/run/footfall-proof/shiny.sock since
  since=$(date '+%F %T')
  stop_proof
  sed "s#^\(FOOTFALL_DASH_DATABASE_URL=.*\)/[^/]*\$#\1/$TRIAL#" "$ETC/dashboards.env" >"$RUN/proof.env"
  systemd-run --quiet --unit=footfall-proof --uid=footfall-dash --gid=www-data --property=RuntimeDirectory=footfall-proof \
    --property=EnvironmentFile="$RUN/proof.env" --property=PrivateTmp=yes --setenv=HOME=/tmp --setenv=LC_ALL=C.UTF-8 \
    --setenv=FOOTFALL_DASHBOARDS_SOCKET="$socket" --working-directory="$BUNDLE/app/node_modules/@footfall/dashboards" /usr/bin/Rscript app.R
  answers "$socket" || { status=1; journalctl -u footfall-proof --since "$since" -o cat | grep -iE 'error|refused' | tail -n 5 || true; }
  stop_proof
  rm "$RUN/proof.env"
  return "$status"
}

drop_trial() { sql -q -c "drop database if exists $TRIAL with (force)"; }

# put_packages_back: the versions that the old bundle has.
put_packages_back() {
  ( install_packages "$OLD" exact ) || log "the packages of $(basename "$OLD") could not be put back"
  systemctl start "postgresql@$PG_VERSION-main" nginx
}

# go_back: after a bootstrap that failed on the way. The schema is put back where the old version can; a migration has no way down.
go_back() {
  log "going back to $(basename "$OLD")"
  put_packages_back
  bash "$OLD/app/machine/bin/footfall-instance" bootstrap "$(basename "$OLD")" ||
    log "the bootstrap of $(basename "$OLD") failed, too; what says why stands above"
}

# remove_old_bundles: keeps this one and the one before.
remove_old_bundles() {
  local folder
  for folder in "$BUNDLES"/*/; do
    folder=${folder%/}
    [ "$folder" = "$BUNDLE" ] || [ "$folder" = "$OLD" ] || { rm -rf "$folder"; log "$(basename "$folder") is removed"; }
  done
}
