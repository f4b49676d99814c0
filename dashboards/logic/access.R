# Who may look. The dashboards have no sign-in, so a page of another origin in the analyst's own browser must not reach them: neither
# by opening their WebSocket, nor under a name that was made to point here (DNS rebinding).

LOCAL_NAMES <- c("localhost", "127.0.0.1", "[::1]")

# request: Rook's. hosts: further names by which browsers call the dashboards, behind a proxy. Programs send no origin, and may ask.
is_own_request <- function(request, hosts = character()) {
  host <- tolower(request$HTTP_HOST %||% "")
  origin <- tolower(request$HTTP_ORIGIN %||% "")
  name <- sub(":[0-9]+$", "", host)
  name %in% c(LOCAL_NAMES, hosts) && (!nzchar(origin) || sub("^https?://", "", origin) == host)
}

parse_hosts <- function(text) {
  hosts <- tolower(trimws(strsplit(text, ",", fixed = TRUE)[[1]]))
  hosts <- hosts[nzchar(hosts)]
  if (!all(grepl("^[a-z0-9.-]+$|^\\[[0-9a-f:]+\\]$", hosts))) {
    settings_error(
      "FOOTFALL_DASHBOARDS_HOSTS is '", text, "', but it is a list of host names by commas, without ports, ",
      "such as dashboards.shop.example."
    )
  }
  hosts
}
