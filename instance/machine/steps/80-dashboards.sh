# The dashboards, as their own account.
id footfall-dash >/dev/null 2>&1 || { useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin footfall-dash; changed "the account footfall-dash"; }
put /etc/systemd/system/footfall-dashboards@.service 644 root:root <"$MACHINE/units/footfall-dashboards@.service" && systemctl daemon-reload || true
version=$(basename "$BUNDLE")
if [ "$IS_DASH_CHANGED" = yes ] && systemctl is-active --quiet "footfall-dashboards@$version"; then systemctl restart "footfall-dashboards@$version"; fi
start_dashboards "$version" ||
  fail "The dashboards do not answer: $(journalctl -u "footfall-dashboards@$version" -n 5 -o cat | tr '\n' ' ')"
