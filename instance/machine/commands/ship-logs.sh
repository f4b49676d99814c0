# What the journal has since the last time, to the backup bucket: the private subnet reaches no log service.
use_region
bucket=$(setting_of_file backupBucket)
mkdir -p /var/lib/footfall "$RUN"
cursor=/var/lib/footfall/journal.cursor
cp "$cursor" "$RUN/journal.cursor" 2>/dev/null || rm -f "$RUN/journal.cursor"
journalctl --cursor-file="$RUN/journal.cursor" --output=json --output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER --quiet | gzip -n >"$RUN/journal.gz"
[ "$(stat -c %s "$RUN/journal.gz")" -gt 30 ] || exit 0
aws s3 cp --only-show-errors "$RUN/journal.gz" "s3://$bucket/logs/$(metadata instance-id)/$(date -u +%Y/%m/%d/%H%M%S).json.gz"
# Only now: what could not be shipped is shipped the next time.
mv "$RUN/journal.cursor" "$cursor"
rm "$RUN/journal.gz"
