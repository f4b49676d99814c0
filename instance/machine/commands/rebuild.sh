# The warehouse from the lake alone. On an empty one it makes the schema first; what is there serves until the new one is whole.
take_turns
use_region
. "$ETC/warehouse.env"
footfall migrate
footfall rebuild "$@"
