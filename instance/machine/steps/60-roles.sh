# Roles, their passwords, and the database.
said=$(provision 2>&1) || fail "The roles cannot be made: $said"
[ "$said" = unchanged ] || changed "roles, passwords and database"
