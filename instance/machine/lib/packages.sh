# Debian's packages, from the bundle and nothing else: the private subnet reaches no archive.

# apt_of BUNDLE PROGRAM ARGS: apt that knows only the bundle's packages.
apt_of() {
  local bundle=$1 program=$2
  shift 2
  mkdir -p "$RUN/apt/lists/partial"
  echo "deb [trusted=yes] file:$bundle/packages ./" >"$RUN/apt/sources.list"
  "$program" -q -o Dir::Etc::sourcelist="$RUN/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::lists="$RUN/apt/lists" -o APT::Install-Recommends=false -o APT::Sandbox::User=root \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300 "$@"
}

# install_packages BUNDLE [exact]: what the bundle's manifest names, and its version of whatever else is there and older; with
# `exact` of whatever differs, which is the way back.
install_packages() {
  local bundle=$1 which=${2:-older} names pins planned
  names=$(python3 -c 'import json,sys; print(*json.load(open(sys.argv[1]))["install"])' "$bundle/manifest.json")
  # What was interrupted: dpkg configures what is whole, and fails where others are not unpacked yet; apt does the rest.
  dpkg --configure -a --force-confold >"$RUN/apt.log" 2>&1 || true
  apt_of "$bundle" apt-get update >"$RUN/apt.log" 2>&1 || fail_with_apt "The bundle's packages cannot be read"
  apt_of "$bundle" apt-get install --fix-broken --yes >"$RUN/apt.log" 2>&1 || fail_with_apt "What was interrupted cannot be finished"
  pins=$(other_versions "$bundle" "$which")
  # shellcheck disable=SC2086 # lists of words, here and below
  apt_of "$bundle" apt-get install --simulate --allow-downgrades $names $pins >"$RUN/apt.log" 2>&1 ||
    fail_with_apt "The bundle lacks a package that it needs; make it again with npm run bundle:instance"
  planned=$(grep -c '^Inst ' "$RUN/apt.log" || true)
  [ "$planned" -gt 0 ] || return 0
  # shellcheck disable=SC2086
  apt_of "$bundle" apt-get install --yes --allow-downgrades $names $pins >"$RUN/apt.log" 2>&1 ||
    fail_with_apt "Debian's packages could not be installed"
  changed "$planned packages of Debian"
}

fail_with_apt() {
  fail "$1. apt says: $(grep -E '^E: |^dpkg: error| : Depends: |No space left|trouble' "$RUN/apt.log" | head -n 6 | tr -s ' \n' ' ')(all of it: $RUN/apt.log)"
}

# other_versions BUNDLE older|exact: name=version of packages that are installed in an older (or any other) version.
other_versions() {
  python3 - "$1/packages/Packages" "$2" <<'PYTHON'
import subprocess, sys
index, which = sys.argv[1:]
query = ["dpkg-query", "-W", "-f", "${binary:Package}\t${db:Status-Status}\t${Version}\n"]
rows = [line.split("\t") for line in subprocess.check_output(query, text=True).splitlines()]
there = {name.split(":")[0]: version for name, status, version in rows if status == "installed"}
for stanza in open(index).read().split("\n\n"):
    fields = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line and line[0] != " ")
    name, version = fields.get("Package"), fields.get("Version")
    if there.get(name, version) == version:
        continue
    is_older = subprocess.call(["dpkg", "--compare-versions", there[name], "lt", version]) == 0
    if is_older or which == "exact":
        print(f"{name}={version}")
PYTHON
}
