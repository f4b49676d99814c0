# Steps of the bootstrap: each says that it begins, what it changed, and that it is done.

# run_steps FOLDER: one file a step, in order, in this shell.
run_steps() {
  local file
  trap 'status=$?; [ $status -eq 0 ] || { log "step $STEP failed with $status; what was done stays, and the next run goes on"; full_disks; }' EXIT
  for file in "$1"/*.sh; do
    STEP=$(basename -s .sh "$file")
    log "step $STEP begins"
    . "$file"
    log "step $STEP is done"
  done
  trap - EXIT
}
