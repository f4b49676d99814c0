# This bundle is now the one in use; its command and timers are the machine's.
[ "$(readlink "$CURRENT" 2>/dev/null)" = "$BUNDLE" ] || { ln -sfn "$BUNDLE" "$CURRENT.new"; mv -T "$CURRENT.new" "$CURRENT"; changed "$CURRENT is $(basename "$BUNDLE")"; }
[ "$(readlink /usr/local/sbin/footfall-instance 2>/dev/null)" = "$CURRENT/app/machine/bin/footfall-instance" ] || { ln -sfn "$CURRENT/app/machine/bin/footfall-instance" /usr/local/sbin/footfall-instance; changed "the command footfall-instance"; }
keep_only "$(basename "$BUNDLE")"
is_new=no
for unit in "$MACHINE"/units/*.timer "$MACHINE"/units/footfall-{backup,status,ship-logs}.service; do
  ! put "/etc/systemd/system/$(basename "$unit")" 644 root:root <"$unit" || is_new=yes
done
[ "$is_new" = no ] || systemctl daemon-reload
for timer in backup status ship-logs; do
  systemctl is-enabled --quiet "footfall-$timer.timer" 2>/dev/null || { systemctl enable --now --quiet "footfall-$timer.timer"; changed "footfall-$timer.timer is on"; }
done
