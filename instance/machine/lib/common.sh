# What every command of the machine uses: the log, settings, files that are written only where they differ.

umask 022
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
readonly OPT=/opt/footfall BUNDLES=/opt/footfall/bundles CURRENT=/opt/footfall/current ETC=/etc/footfall RUN=/run/footfall
readonly DATA=/data
# The one that Debian has; data of another wants "Upgrading PostgreSQL" in docs/operate.md.
readonly PG_VERSION=17
CHANGES=0

log() { echo "footfall: $*"; }
changed() { CHANGES=$((CHANGES + 1)); log "  changed: $*"; }
fail() { echo "footfall: FAILED: $*" >&2; exit 1; }

# The file that the user data wrote: which deployment this machine belongs to.
about() { python3 -c 'import json,sys; print(json.load(open("/etc/footfall/instance.json"))[sys.argv[1]])' "$1"; }

# put FILE MODE OWNER: writes the standard input where the file has something else; true where it wrote.
put() {
  local file=$1 mode=$2 owner=$3 new
  mkdir -p "$(dirname "$file")"
  new=$(mktemp "$file.XXXXXX") || fail "$file cannot be written."
  # A call in a condition has no set -e.
  { cat >"$new" && chmod "$mode" "$new" && chown "$owner" "$new"; } || { rm -f "$new"; fail "$file cannot be written."; }
  if cmp -s "$new" "$file" && [ "$(stat -c '%a %U:%G' "$file")" = "$(stat -c '%a %U:%G' "$new")" ]; then
    rm "$new"
    return 1
  fi
  mv "$new" "$file" || fail "$file cannot be written."
  changed "$file"
}

# setting KEY [DEFAULT]: from the SSM parameter /NAME/instance/settings; without a default it must be there.
setting() {
  local value
  value=$(jq -r --arg key "$1" '.[$key] // empty' "$RUN/settings.json")
  if [ -n "$value" ]; then echo "$value"; elif [ $# -gt 1 ]; then echo "$2"; else
    fail "The parameter /$(about name)/instance/settings lacks \"$1\". Set it and run this again."
  fi
}

# parameter NAME: a value of SSM, decrypted; its failure says which one and why.
parameter() {
  local path error
  path="/$(about name)/$1"
  error=$(mktemp)
  aws ssm get-parameter --with-decryption --name "$path" --query Parameter.Value --output text 2>"$error" ||
    fail "The parameter $path cannot be read: $(tr -s '\n' ' ' <"$error")"
  rm -f "$error"
}

# aws needs a region; credentials come from the machine's role.
use_region() {
  AWS_DEFAULT_REGION=$(about region)
  export AWS_DEFAULT_REGION AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv4 AWS_PAGER='' AWS_MAX_ATTEMPTS=4
}

# metadata PATH: what EC2 says of this machine.
metadata() {
  python3 - "$1" <<'PYTHON'
import sys, urllib.request
base = "http://169.254.169.254/latest/"
ask = lambda path, **more: urllib.request.urlopen(urllib.request.Request(base + path, **more), timeout=5).read().decode()
token = ask("api/token", method="PUT", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"})
print(ask("meta-data/" + sys.argv[1], headers={"X-aws-ec2-metadata-token": token}))
PYTHON
}

# as_owner, and so on: the database by psql; passwords are in files of root only.
as_postgres() { runuser -u postgres -- "$@"; }
sql() { as_postgres psql -X -v ON_ERROR_STOP=1 -Atq "$@"; }

# footfall ARGS: the command line of the bundle in use, on this warehouse and lake.
footfall() { footfall_on '' "$@"; }

# footfall_on URL ARGS: the same on another database.
footfall_on() {
  local url=$1
  shift
  (
    set -a
    . "$ETC/warehouse.env"
    [ -z "$url" ] || FOOTFALL_OWNER_DATABASE_URL=$url FOOTFALL_DATABASE_URL=$url
    set +a
    cd /
    exec node "${BUNDLE:-$CURRENT}/app/node_modules/footfall/bin/footfall.js" "$@"
  )
}

# Said after a failure: a full disk is the cause of errors that do not name it.
full_disks() {
  local disk
  for disk in / "$DATA"; do
    mountpoint -q "$disk" || continue
    if [ "$(df --output=avail -k "$disk" | tail -n 1)" -lt 65536 ]; then
      log "The disk $disk is full: $(df -h --output=size,used,avail "$disk" | tail -n 1 | tr -s ' '). Grow its volume (docs/operate.md)."
    fi
  done
}

# One at a time: what changes the machine or reads all of it must not meet another, as a bootstrap at boot and an update by a document.
take_turns() {
  mkdir -p "$RUN"
  chmod 700 "$RUN"
  exec 9>"$RUN/lock"
  flock -w 600 9 || fail "Another bootstrap, update, backup, restore or rebuild runs for more than ten minutes. See journalctl -u footfall-bootstrap."
}

# setting_of_file KEY: as `setting`, asked anew of SSM, for commands that run without the bootstrap.
setting_of_file() {
  mkdir -p "$RUN"
  parameter instance/settings >"$RUN/settings.json"
  setting "$1"
}

# password_of URL: the one in a connection's address, which holds letters and digits only.
password_of() { sed -E 's#^postgres://[^:]+:([^@]+)@.*#\1#' <<<"$1"; }

# provision: roles, their passwords from the file, and the database. Says changed or unchanged.
provision() {
  (
    . "$ETC/warehouse.env"
    OWNER_PASSWORD=$(password_of "$FOOTFALL_OWNER_DATABASE_URL")
    ETL_PASSWORD=$(password_of "$FOOTFALL_DATABASE_URL")
    DASH_PASSWORD=$(password_of "$FOOTFALL_DASH_DATABASE_URL")
    export OWNER_PASSWORD ETL_PASSWORD DASH_PASSWORD FOOTFALL_DATABASE
    cd /
    runuser -u postgres --whitelist-environment=OWNER_PASSWORD,ETL_PASSWORD,DASH_PASSWORD,FOOTFALL_DATABASE -- \
      node "${BUNDLE:-$CURRENT}/app/node_modules/@footfall/instance/dist/main.js" provision
  )
}
