# TLS: an authority of this warehouse's own, on the data volume, so that clients go on trusting it when the machine is replaced.

AUTHORITY_DAYS=7300
SERVER_DAYS=820
# A server certificate is made anew when fewer days than this are left; the bootstrap runs at each boot and each update.
RENEW_DAYS=200

# renew_certificate FOLDER: makes what is missing, out of date or for another address. True where the server has a new one.
renew_certificate() {
  local folder=$1 names
  mkdir -p "$folder"
  chmod 755 "$folder"
  if [ ! -s "$folder/ca.crt" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$AUTHORITY_DAYS" -subj "/CN=Footfall warehouse $(about name)" \
      -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign \
      -keyout "$folder/ca.key" -out "$folder/ca.crt.new" 2>"$RUN/openssl.log" || fail "No certificate could be made: $(tail -n 1 "$RUN/openssl.log")"
    chmod 600 "$folder/ca.key"
    mv "$folder/ca.crt.new" "$folder/ca.crt"
    changed "the warehouse's certificate authority is made"
  fi
  publish_authority "$folder/ca.crt"
  names="IP:$(metadata local-ipv4),DNS:$(metadata local-hostname),DNS:localhost,IP:127.0.0.1"
  if [ -s "$folder/server.crt" ] && [ "$(cat "$folder/server.names" 2>/dev/null)" = "$names" ] &&
    openssl x509 -in "$folder/server.crt" -checkend $((RENEW_DAYS * 86400)) >/dev/null; then
    return 1
  fi
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=Footfall warehouse" -keyout "$folder/server.key.new" -out "$folder/server.csr" 2>"$RUN/openssl.log"
  openssl x509 -req -in "$folder/server.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -days "$SERVER_DAYS" -out "$folder/server.crt.new" \
    -extfile <(echo "subjectAltName=$names"; echo "extendedKeyUsage=serverAuth") 2>"$RUN/openssl.log" || fail "No certificate could be made: $(tail -n 1 "$RUN/openssl.log")"
  chown postgres:postgres "$folder/server.key.new"
  chmod 600 "$folder/server.key.new"
  mv "$folder/server.key.new" "$folder/server.key"
  mv "$folder/server.crt.new" "$folder/server.crt"
  echo "$names" >"$folder/server.names"
  rm "$folder/server.csr"
  changed "the server's certificate is for $names"
}

# publish_authority FILE: where the ETL looks for it.
publish_authority() {
  local path
  path="/$(about name)/warehouse/ca"
  [ "$(parameter warehouse/ca)" != "$(cat "$1")" ] || return 0
  aws ssm put-parameter --overwrite --type String --name "$path" --value "file://$1" >/dev/null 2>"$RUN/ssm.log" ||
    fail "The certificate cannot be written to the parameter $path: $(tr -s '\n' ' ' <"$RUN/ssm.log")"
  changed "the parameter $path has the authority's certificate"
}
