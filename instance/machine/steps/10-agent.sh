# The SSM agent, the only way in: first, so that whatever fails later can be looked at. Debian's image lacks it; AWS publishes it in
# a bucket of each region, which the S3 endpoint reaches.
if ! dpkg-query -W -f '${db:Status-Status}' amazon-ssm-agent 2>/dev/null | grep -qx installed; then
  region=$(about region)
  url="https://amazon-ssm-$region.s3.$region.amazonaws.com/latest/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb"
  python3 -c 'import sys, urllib.request; urllib.request.urlretrieve(*sys.argv[1:])' "$url" "$RUN/agent.deb" 2>"$RUN/agent.log" ||
    fail "The SSM agent cannot be fetched from $url: $(tail -n 1 "$RUN/agent.log"). The S3 endpoint's policy must allow it."
  dpkg --install "$RUN/agent.deb" >"$RUN/agent.log" 2>&1 || fail "The SSM agent cannot be installed: $(tail -n 3 "$RUN/agent.log" | tr '\n' ' ')"
  rm "$RUN/agent.deb"
  changed "the SSM agent is installed"
fi
systemctl is-active --quiet amazon-ssm-agent || { systemctl enable --now --quiet amazon-ssm-agent; changed "the SSM agent is started"; }
