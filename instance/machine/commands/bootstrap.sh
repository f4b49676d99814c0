# Brings the machine to what the bundle VERSION says. What is so already is left alone: a second run changes nothing.
version=${1:-$(basename "$(readlink "$CURRENT")")}
BUNDLE="$BUNDLES/$version"
[ -e "$BUNDLE/complete" ] || fail "There is no bundle $version in $BUNDLES. Start the service footfall-bootstrap, which fetches it."
take_turns
use_region
log "bootstrap of $version begins"
run_steps "$MACHINE/steps"
. "$MACHINE/commands/health.sh"
log "bootstrap of $version is done, $CHANGES changes"
