# Brings the machine to the bundle that the parameter names. The new version proves itself beside the old one, on a copy of the
# schema, before anything that serves is touched; where it fails, the old one goes on.
take_turns
use_region
value=$(parameter instance/bundle)
read -r version sha256 <<<"$value"
[[ $version =~ ^[0-9A-Za-z.+-]+$ && $sha256 =~ ^[0-9a-f]{64}$ ]] || fail "The parameter /$(about name)/instance/bundle must be 'VERSION SHA256', as bundle:instance prints it."
OLD=$(readlink "$CURRENT")
BUNDLE="$BUNDLES/$version"
log "update from $(basename "$OLD") to $version begins"
. "$MACHINE/lib/update.sh"
if [ "$BUNDLE" = "$OLD" ]; then
  log "it is in use already: the bootstrap sees to the rest"
else
  fetch_bundle "$version" "$sha256"
  prove_new
fi
# The new version's own scripts do the rest, as on a new machine.
exec 9>&-
if bash "$BUNDLE/app/machine/bin/footfall-instance" bootstrap "$version"; then
  remove_old_bundles
  log "update to $version is complete"
else
  [ "$BUNDLE" = "$OLD" ] || go_back
  fail "$version could not be put into service. $(basename "$OLD") serves. Correct it, or set the parameter back."
fi
