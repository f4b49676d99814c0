# The schema, by the same migrations and the same ledger as everywhere.
said=$(footfall migrate 2>&1) || fail "The schema cannot be brought up to date: $said"
case $said in
*"is up to date"*) ;;
*) changed "schema: $(tr '\n' ' ' <<<"$said")" ;;
esac
