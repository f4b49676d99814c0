# Debian's packages. What would run before its settings are there is kept from it: PostgreSQL's own cluster on the root disk, nginx on
# port 80, and timers that look for archives which the subnet does not reach.
put /etc/postgresql-common/createcluster.conf 644 root:root <<CONF || true
create_main_cluster = false
add_include_dir = 'conf.d'
CONF
[ -e /usr/sbin/nginx ] || systemctl mask --quiet nginx
install_packages "$BUNDLE"
for timer in apt-daily.timer apt-daily-upgrade.timer; do
  ! systemctl is-enabled --quiet "$timer" 2>/dev/null || { systemctl disable --now --quiet "$timer"; changed "$timer is off"; }
done
