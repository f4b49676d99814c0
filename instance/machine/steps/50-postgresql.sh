# PostgreSQL on the data volume: made where there is none, taken over from the machine before where there is.
cluster="$DATA/postgresql/$PG_VERSION/main"
conf="/etc/postgresql/$PG_VERSION/main"
for other in "$DATA"/postgresql/*/; do
  [ "$other" = "$DATA/postgresql/$PG_VERSION/" ] || [ ! -e "$other/main/PG_VERSION" ] || [ -e "$cluster/PG_VERSION" ] ||
    fail "The data volume holds PostgreSQL $(basename "$other"), and this bundle is for $PG_VERSION. Follow \"Upgrading PostgreSQL\" in docs/operate.md."
done

mkdir -p "$DATA/postgresql/$PG_VERSION"
chown postgres:postgres "$DATA/postgresql" "$DATA/postgresql/$PG_VERSION"
# A cluster that was begun and not finished has no word of its end, and nothing in it.
if [ -e "$cluster.unfinished" ]; then
  pg_dropcluster --stop "$PG_VERSION" main 2>/dev/null || true
  rm -rf "$cluster" "$conf"
fi
[ ! -e "$ETC/taking-over" ] || rm -rf "$conf" # half of its settings
if [ ! -e "$conf/postgresql.conf" ]; then
  if [ -e "$cluster/PG_VERSION" ]; then
    chown -R postgres:postgres "$cluster" # another machine may count its accounts otherwise
    rm -f "$cluster/postmaster.pid"
    # Debian keeps these on the root disk, which is gone, and wants them where initdb writes them. Ours are written below.
    cp "/usr/share/postgresql/$PG_VERSION/postgresql.conf.sample" "$cluster/postgresql.conf"
    touch "$cluster/pg_hba.conf" "$cluster/pg_ident.conf"
    chown postgres:postgres "$cluster"/{postgresql,pg_hba,pg_ident}.conf
    touch "$ETC/taking-over"
    pg_createcluster -d "$cluster" "$PG_VERSION" main >"$RUN/cluster.log" 2>&1 || fail "PostgreSQL's data cannot be taken over: $(tail -n 3 "$RUN/cluster.log" | tr '\n' ' ')"
    rm "$ETC/taking-over"
    changed "PostgreSQL's data of the machine before is taken over"
  else
    touch "$cluster.unfinished"
    pg_createcluster -d "$cluster" "$PG_VERSION" main -- --auth-host=scram-sha-256 --auth-local=peer --encoding=UTF8 \
      --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C --data-checksums >"$RUN/cluster.log" 2>&1 ||
      fail "PostgreSQL's data cannot be made: $(tail -n 3 "$RUN/cluster.log" | tr '\n' ' ')"
    rm "$cluster.unfinished"
    changed "PostgreSQL's data is made"
  fi
fi

. "$MACHINE/lib/certificate.sh"
is_new=no
! renew_certificate "$DATA/tls" || is_new=yes

node "$BUNDLE/app/node_modules/@footfall/instance/dist/main.js" postgres-settings >"$RUN/memory.conf"
put "$conf/conf.d/footfall.conf" 644 postgres:postgres <<CONF && is_new=yes
# Written by Footfall's bootstrap; what is changed here is changed back.
listen_addresses = '*'
password_encryption = 'scram-sha-256'
ssl = on
ssl_cert_file = '$DATA/tls/server.crt'
ssl_key_file = '$DATA/tls/server.key'
ssl_min_protocol_version = 'TLSv1.2'
log_destination = 'syslog'
log_connections = on
# Neither rows nor statements: they may name persons, and no erasure reaches a log. What is slow is in pg_stat_activity while it runs.
log_error_verbosity = terse
log_min_error_statement = panic
log_min_duration_statement = -1
timezone = 'UTC'
log_timezone = 'UTC'
$(cat "$RUN/memory.conf")
CONF
put "$conf/pg_hba.conf" 640 postgres:postgres <<HBA && is_new=yes
# Who may come in, and how. From elsewhere the ETL alone, and only by TLS.
local   all         postgres                                     peer
host    all         footfall_owner  127.0.0.1/32                 scram-sha-256
host    $DATABASE   footfall_etl    127.0.0.1/32                 scram-sha-256
host    all         footfall_dash   127.0.0.1/32                 scram-sha-256
# An analyst's own tool, through the forwarded port, where an operator has let the role log in (docs/operate.md).
host    $DATABASE   footfall_analyst 127.0.0.1/32                scram-sha-256
hostssl $DATABASE   footfall_etl    $(setting clientNetworks samenet)   scram-sha-256
HBA

systemctl is-enabled --quiet "postgresql@$PG_VERSION-main" 2>/dev/null || systemctl enable --quiet "postgresql@$PG_VERSION-main" 2>/dev/null || true
put "/etc/systemd/system/postgresql@$PG_VERSION-main.service.d/footfall.conf" 644 root:root <<UNIT && systemctl daemon-reload || true
[Unit]
RequiresMountsFor=$DATA
UNIT
if ! pg_lsclusters -h | awk '{print $4}' | grep -qx online; then
  systemctl start "postgresql@$PG_VERSION-main" || fail "PostgreSQL does not start: $(tail -n 3 "/var/log/postgresql/postgresql-$PG_VERSION-main.log" | tr '\n' ' ')"
  changed "PostgreSQL is started"
elif [ "$is_new" = yes ]; then
  sql -c 'select pg_reload_conf()' >/dev/null
  sleep 1
  if [ "$(sql -c 'select count(*) from pg_settings where pending_restart')" -gt 0 ]; then
    systemctl restart "postgresql@$PG_VERSION-main"
    changed "PostgreSQL is restarted, since settings need it"
  fi
fi
bad=$(sql -c "select string_agg(coalesce(name, sourcefile) || ': ' || error, '; ') from pg_file_settings where error is not null and error <> 'setting could not be applied'")
[ -z "$bad" ] || fail "PostgreSQL refuses settings: $bad"
