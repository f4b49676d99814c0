#!/bin/bash
# First start of the shop's own database: PostgreSQL on the data volume, TLS only, one role, the named networks.
# Safe to run again: a volume with data on it is taken as it is.
set -euo pipefail
exec > >(tee -a /var/log/footfall-bootstrap.log) 2>&1

export AWS_DEFAULT_REGION='${region}' DEBIAN_FRONTEND=noninteractive
step() { echo "== $(date -u +%FT%TZ) $*"; }

step 'packages'
# The image's sources may say http, which the security group does not let out.
sed -i 's|http://|https://|g' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true
apt-get -qq update
# The cluster is made below, on the data volume.
mkdir -p /etc/postgresql-common/createcluster.d
echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/footfall.conf
apt-get -qq install -y --no-install-recommends postgresql awscli curl openssl

step 'SSM agent'
curl -fsS -o /tmp/agent.deb 'https://s3.${region}.amazonaws.com/amazon-ssm-${region}/latest/debian_arm64/amazon-ssm-agent.deb'
dpkg -i /tmp/agent.deb

step 'data volume'
volume='${volume}'
device="/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$${volume/-/}"
for _ in $(seq 60); do [ -e "$device" ] && break || sleep 5; done
[ -e "$device" ] || { echo "the data volume $volume was not attached within five minutes"; exit 1; }
blkid "$device" >/dev/null || mkfs.ext4 -q "$device"
mkdir -p /data
grep -q ' /data ' /etc/fstab || echo "$device /data ext4 defaults,noatime,nofail 0 2" >>/etc/fstab
mountpoint -q /data || mount /data

step 'cluster'
version=$(ls /usr/lib/postgresql | sort -n | tail -n 1)
mkdir -p /data/postgresql /data/etc/postgresql
for found in $(ls /data/postgresql); do
  [ "$found" = "$version" ] || { echo "the volume holds data of PostgreSQL $found, this image installs $version: use pg_upgradecluster, or an image with $found"; exit 1; }
done
# Debian keeps a cluster's settings in /etc: they must be with the data when the instance is replaced.
[ -L /etc/postgresql ] || { rmdir /etc/postgresql && ln -s /data/etc/postgresql /etc/postgresql; }
# On another root the user may have another number.
[ "$(stat -c %U /data/postgresql)" = postgres ] || chown -R postgres:postgres /data/postgresql /data/etc/postgresql
data=/data/postgresql/$version/main
pg_lsclusters -h | grep -q "^$version main " || pg_createcluster "$version" main -d "$data" -- --auth-host=scram-sha-256 --auth-local=peer --data-checksums
config=/etc/postgresql/$version/main
# The settings lie on the volume, so systemd cannot find the cluster before that is mounted.
mkdir -p /etc/systemd/system/postgresql@.service.d
printf '[Unit]\nRequiresMountsFor=/data\n' >/etc/systemd/system/postgresql@.service.d/footfall.conf
systemctl daemon-reload
systemctl enable --quiet "postgresql@$version-main"

step 'certificate'
if [ ! -e /data/tls/server.key ]; then
  install -d -o postgres -g postgres -m 0700 /data/tls
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj '/CN=${host}' \
    -addext 'subjectAltName=DNS:${host},IP:${address}' -keyout /data/tls/server.key -out /data/tls/server.crt
  chmod 0600 /data/tls/server.key
fi
chown -R postgres:postgres /data/tls
aws ssm put-parameter --overwrite --name '${ca}' --value "$(cat /data/tls/server.crt)" >/dev/null

step 'settings'
cat >"$config/conf.d/footfall.conf" <<CONF
listen_addresses = '*'
ssl = on
ssl_cert_file = '/data/tls/server.crt'
ssl_key_file = '/data/tls/server.key'
ssl_min_protocol_version = 'TLSv1.2'
password_encryption = 'scram-sha-256'
CONF
{
  echo 'local all postgres peer'
  for network in ${networks}; do echo "hostssl shop shop $network scram-sha-256"; done
} >"$config/pg_hba.conf"
chown postgres:postgres "$config/pg_hba.conf" && chmod 0640 "$config/pg_hba.conf"
systemctl restart "postgresql@$version-main"

step 'role and database'
# Through standard input, so that the password stands in no list of processes and in no log.
password=$(aws ssm get-parameter --with-decryption --name '${url}' --query Parameter.Value --output text | sed -E 's|^postgres://shop:([^@]+)@.*|\1|')
as_postgres() { runuser -u postgres -- "$@"; }
[ -n "$(as_postgres psql -XAtc "select 1 from pg_roles where rolname = 'shop'")" ] || as_postgres createuser shop
[ -n "$(as_postgres psql -XAtc "select 1 from pg_database where datname = 'shop'")" ] || as_postgres createdb -O shop shop
printf "set log_statement = 'none';\nalter role shop password '%s';\n" "$password" | as_postgres psql -Xq -v ON_ERROR_STOP=1
as_postgres psql -Xqc 'revoke connect on database postgres, template1 from public'
step 'ready'
