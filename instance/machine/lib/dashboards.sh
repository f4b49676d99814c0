# The dashboards' service: one unit a version, so that a new one can prove itself beside the old one, each on a Unix socket that
# nginx alone may open.

socket_of() { echo "/run/footfall-dashboards/$1/shiny.sock"; }

# start_dashboards VERSION: starts them and waits until they answer. False where they do not.
start_dashboards() {
  if ! systemctl is-active --quiet "footfall-dashboards@$1"; then
    systemctl reset-failed "footfall-dashboards@$1" 2>/dev/null || true
    systemctl start "footfall-dashboards@$1" || return 1
    changed "the dashboards of $1 are started"
  fi
  answers "$(socket_of "$1")"
}

# answers SOCKET: whether the dashboards answer with their page within 90 seconds; R takes several to load its packages.
answers() {
  python3 - "$1" <<'PYTHON'
import http.client, socket, sys, time

def page():
    connection = http.client.HTTPConnection("localhost", timeout=20)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(20)
    connection.sock.connect(sys.argv[1])
    connection.request("GET", "/")
    answer = connection.getresponse()
    return answer.status == 200 and b"Footfall" in answer.read()

end = time.monotonic() + 90
while time.monotonic() < end:
    try:
        if page():
            sys.exit(0)
    except (OSError, http.client.HTTPException):
        pass
    time.sleep(0.5)
sys.exit(1)
PYTHON
}

# point_nginx VERSION: where nginx sends requests to. Open pages go on with the old dashboards until they stop.
point_nginx() {
  if put /etc/nginx/footfall-upstream.conf 644 root:root <<<"server unix:$(socket_of "$1");"; then
    ! systemctl is-active --quiet nginx || reload_nginx
  fi
}

# reload_nginx: and waits until requests by the old settings are answered, so that what they point to may stop. An open page holds its
# connection for as long as it is looked at: after ten seconds it must come again by itself, as Shiny's pages do.
reload_nginx() {
  local old tries
  old=$(pgrep -d , -P "$(cat /run/nginx.pid)" || true)
  systemctl reload nginx
  for ((tries = 0; tries < 100; tries++)); do
    [ -n "$old" ] && ps -p "$old" >/dev/null || return 0
    sleep 0.1
  done
}

# keep_only VERSION: the dashboards that start at boot, and run now.
keep_only() {
  local unit
  for unit in $(systemctl list-units --all --plain --no-legend 'footfall-dashboards@*' | awk '{print $1}'); do
    [ "$unit" = "footfall-dashboards@$1.service" ] || { systemctl disable --now --quiet "$unit"; changed "$unit is stopped"; }
  done
  systemctl is-enabled --quiet "footfall-dashboards@$1" 2>/dev/null ||
    { systemctl enable --quiet "footfall-dashboards@$1"; changed "the dashboards of $1 start at boot"; }
}
