# What SSM says: where things are, and the passwords, which lie in files of root only.
parameter instance/settings >"$RUN/settings.json.new"
jq -e 'type == "object"' "$RUN/settings.json.new" >/dev/null 2>&1 ||
  fail "The parameter /$(about name)/instance/settings must be a JSON object."
mv "$RUN/settings.json.new" "$RUN/settings.json"
for key in rawBucket backupBucket dataVolume; do setting "$key" >/dev/null; done
DATABASE=$(setting database clickstream_dw)
for role in owner etl dash; do
  password=$(parameter "warehouse/password/$role")
  [[ $password =~ ^[A-Za-z0-9]{24,}$ ]] ||
    fail "The parameter /$(about name)/warehouse/password/$role must be 24 or more letters and digits."
  declare "${role}_password=$password"
done
url() { echo "postgres://footfall_$1:$2@127.0.0.1:5432/$DATABASE"; }
put "$ETC/warehouse.env" 600 root:root <<ENV || true
FOOTFALL_DATABASE=$DATABASE
FOOTFALL_OWNER_DATABASE_URL=$(url owner "$owner_password")
FOOTFALL_DATABASE_URL=$(url etl "$etl_password")
FOOTFALL_DASH_DATABASE_URL=$(url dash "$dash_password")
FOOTFALL_LAKE=s3://$(setting rawBucket)
FOOTFALL_TIME_ZONE=$(setting timeZone UTC)
FOOTFALL_WEEK_START=$(setting weekStart 1)
AWS_REGION=$(about region)
ENV
IS_DASH_CHANGED=no
if put "$ETC/dashboards.env" 600 root:root <<ENV; then IS_DASH_CHANGED=yes; fi
FOOTFALL_DASH_DATABASE_URL=$(url dash "$dash_password")
FOOTFALL_TIME_ZONE=$(setting timeZone UTC)
ENV
