# nginx, the dashboards' only door.
is_new=no
! put /etc/nginx/nginx.conf 644 root:root <"$MACHINE/nginx/nginx.conf" || is_new=yes
point_nginx "$(basename "$BUNDLE")"
nginx -t -q 2>"$RUN/nginx.log" || fail "nginx refuses its settings: $(tr '\n' ' ' <"$RUN/nginx.log")"
[ "$(systemctl is-enabled nginx 2>/dev/null || true)" != masked ] || systemctl unmask --quiet nginx
systemctl is-enabled --quiet nginx 2>/dev/null || { systemctl enable --quiet nginx; changed "nginx starts at boot"; }
if ! systemctl is-active --quiet nginx; then
  systemctl start nginx || fail "nginx does not start: $(journalctl -u nginx -n 3 -o cat | tr '\n' ' ')"
  changed "nginx is started"
elif [ "$is_new" = yes ]; then systemctl reload nginx; fi
