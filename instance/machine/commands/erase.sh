# Removes a person from lake and warehouse: footfall-instance erase --user ID | --client ID [--dry-run]
use_region
footfall erase "$@"
