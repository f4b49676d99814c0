# The volume that outlives the machine. It is formatted only where it is empty; whatever else is on it stays, and stops this.
LABEL=footfall-data
volume=$(setting dataVolume)
device="/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volume//-/}"
for ((waited = 0; waited < 300; waited += 5)); do
  [ ! -e "$device" ] || break
  sleep 5
done
[ -b "$(readlink -f "$device")" ] || fail "The volume $volume is not attached ($device is missing). Attach it to this machine."

# What is on it: nothing known, and nothing but zeros where each file system and partition table begins.
unfinished="$ETC/formatting-$volume"
kind=$(blkid -p -s TYPE -o value "$device" || true)
if [ -e "$unfinished" ] || { [ -z "$kind" ] && ! blkid -p "$device" >/dev/null && cmp -s -n 4194304 "$device" /dev/zero; }; then
  touch "$unfinished" # half a file system is not empty any more: the next run may finish it
  sync
  mkfs.ext4 -q -F -L "$LABEL" -m 1 "$device" >"$RUN/mkfs.log" 2>&1 || fail "The volume $volume cannot be formatted: $(tail -n 2 "$RUN/mkfs.log" | tr '\n' ' ')"
  sync
  rm "$unfinished"
  kind=ext4
  changed "the volume $volume was empty and is formatted"
fi
[ "$kind" = ext4 ] || fail "The volume $volume holds ${kind:-something that is no file system}, which is not ours. Nothing was written to it. Attach the warehouse's volume, or an empty one."
label=$(blkid -p -s LABEL -o value "$device" || true)
[ "$label" = "$LABEL" ] || fail "The volume $volume holds a file system named \"$label\", which is not ours ($LABEL). Nothing was written to it. Attach the warehouse's volume, or an empty one."

mkdir -p "$DATA"
put /etc/systemd/system/data.mount 644 root:root <<UNIT && systemctl daemon-reload || true
[Unit]
Description=Footfall's data volume
[Mount]
What=$device
Where=$DATA
Type=ext4
Options=noatime,nodev,nosuid
[Install]
WantedBy=multi-user.target
UNIT
systemctl is-enabled --quiet data.mount 2>/dev/null || { systemctl enable --quiet data.mount; changed "$DATA is mounted at boot"; }
# After a restore from a snapshot the volume is another one: PostgreSQL lets go of the one before, and a boot no longer waits for it.
if [ "$(mountpoint -d "$DATA" 2>/dev/null)" != "$(mountpoint -x "$(readlink -f "$device")")" ]; then
  systemctl stop data.mount
  systemctl start data.mount || fail "The volume cannot be mounted: $(journalctl -u data.mount -n 3 -o cat | tr '\n' ' ')"
  changed "$DATA is mounted"
fi

# Where the kernel refuses to grow it in use, as with errors in it: checked and grown without PostgreSQL, which step 50 starts again.
grow_unmounted() {
  log "  it cannot grow in use ($(grep -m 1 '^resize2fs: ' "$RUN/resize.log")): PostgreSQL stops for it"
  systemctl stop data.mount
  e2fsck -f -p "$(readlink -f "$device")" >"$RUN/resize.log" 2>&1 || [ $? -eq 1 ] || fail "The file system has errors that a person must look at: $(tail -n 2 "$RUN/resize.log" | tr '\n' ' ')"
  resize2fs "$(readlink -f "$device")" >"$RUN/resize.log" 2>&1 || fail "The file system cannot be grown: $(grep -m 1 '^resize2fs: ' "$RUN/resize.log")"
  systemctl start data.mount || fail "The volume cannot be mounted: $(journalctl -u data.mount -n 3 -o cat | tr '\n' ' ')"
}

# A volume that was made larger: the file system follows, while it is in use.
before=$(df --output=size "$DATA" | tail -n 1)
resize2fs "$(readlink -f "$device")" >"$RUN/resize.log" 2>&1 || grow_unmounted
[ "$before" = "$(df --output=size "$DATA" | tail -n 1)" ] || changed "the file system fills the volume, which has grown"
