# Settings come from the environment, once, and a wrong one stops the start with what is allowed.

read_settings <- function(get = Sys.getenv) {
  list(
    database = parse_database_url(get("FOOTFALL_DASH_DATABASE_URL")),
    host = or_default(get("FOOTFALL_DASHBOARDS_HOST"), "127.0.0.1"),
    hosts = parse_hosts(get("FOOTFALL_DASHBOARDS_HOSTS")),
    port = parse_port(or_default(get("FOOTFALL_DASHBOARDS_PORT"), "3838")),
    socket = parse_socket(get("FOOTFALL_DASHBOARDS_SOCKET")),
    connections = parse_connections(get("FOOTFALL_DASHBOARDS_CONNECTIONS")),
    time_zone = parse_time_zone(or_default(get("FOOTFALL_TIME_ZONE"), "UTC"))
  )
}

PACKAGES <- c("shiny", "bslib", "DBI", "RPostgreSQL", "plotly", "DT", "htmltools")

# Better one sentence now than an error on the first page that needs the package.
check_packages <- function(settings, is_there = has_package) {
  missing <- PACKAGES[!vapply(PACKAGES, is_there, NA)]
  if (length(missing) == 0) return(settings)
  settings_error(
    "R packages are missing: ", paste(missing, collapse = ", "),
    ". On Debian and Ubuntu: apt-get install ",
    paste0("r-cran-", tolower(missing), collapse = " ")
  )
}

has_package <- function(name) requireNamespace(name, quietly = TRUE)

# Without the package that starts other processes R asks on its own, one question after the other, as with a connection of 0.
parse_connections <- function(text, is_there = has_package) {
  most <- if (is_there("processx")) CONNECTIONS_MAX else 0L
  if (!nzchar(text)) return(min(most, CONNECTIONS))
  wanted <- suppressWarnings(as.integer(text))
  if (!grepl("^[0-9]+$", text) || is.na(wanted) || wanted > CONNECTIONS_MAX) {
    settings_error("FOOTFALL_DASHBOARDS_CONNECTIONS is '", text, "', but there may be 0 to ", CONNECTIONS_MAX, " connections.")
  }
  if (wanted > most) {
    settings_error("FOOTFALL_DASHBOARDS_CONNECTIONS is ", text, ", which needs a package: apt-get install r-cran-processx. Or set it to 0.")
  }
  wanted
}

or_default <- function(value, default) if (nzchar(value)) value else default

settings_error <- function(...) {
  stop(structure(
    class = c("settings_error", "error", "condition"),
    list(message = paste0(...), call = NULL)
  ))
}

parse_database_url <- function(url) {
  example <- "postgres://footfall_dash:PASSWORD@127.0.0.1:54329/clickstream_dw"
  if (!nzchar(url)) {
    settings_error("FOOTFALL_DASH_DATABASE_URL is not set. It looks like ", example)
  }
  form <- paste0(
    "^postgres(?:ql)?://([^:@/?]+)(?::([^@/?]*))?",
    "@(\\[[^]]+\\]|[^:@/?]+)(?::([0-9]+))?/([^/?]+)(?:[?](.*))?$"
  )
  parts <- regmatches(url, regexec(form, url, perl = TRUE))[[1]]
  if (length(parts) == 0) {
    settings_error(
      "FOOTFALL_DASH_DATABASE_URL is not a PostgreSQL URL. It looks like ", example,
      "; characters such as @ : / ? in the password are percent-encoded."
    )
  }
  list(
    user = utils::URLdecode(parts[2]),
    password = utils::URLdecode(parts[3]),
    host = gsub("^\\[|\\]$", "", parts[4]),
    port = if (nzchar(parts[5])) as.integer(parts[5]) else 5432L,
    dbname = utils::URLdecode(parts[6]),
    sslmode = parse_ssl_mode(parts[7])
  )
}

parse_ssl_mode <- function(query) {
  if (!nzchar(query)) return("prefer")
  form <- "^sslmode=(disable|allow|prefer|require|verify-ca|verify-full)$"
  mode <- regmatches(query, regexec(form, query))[[1]]
  if (length(mode) == 0) {
    settings_error(
      "FOOTFALL_DASH_DATABASE_URL has a parameter that is not known. Only sslmode is, with one of ",
      "disable, allow, prefer, require, verify-ca and verify-full."
    )
  }
  mode[2]
}

parse_port <- function(text) {
  port <- suppressWarnings(as.integer(text))
  if (!grepl("^[0-9]+$", text) || is.na(port) || port < 1 || port > 65535) {
    settings_error("FOOTFALL_DASHBOARDS_PORT is '", text, "', but a port is between 1 and 65535.")
  }
  port
}

# A Unix socket's path fits into 107 bytes; a longer one would be cut, and nobody would find it.
parse_socket <- function(path) {
  if (nzchar(path) && (!startsWith(path, "/") || nchar(path, "bytes") > 107)) {
    settings_error(
      "FOOTFALL_DASHBOARDS_SOCKET is '", path,
      "', but it must be an absolute path of at most 107 bytes."
    )
  }
  path
}

parse_time_zone <- function(text) {
  if (!text %in% time_zones()) {
    settings_error(
      "FOOTFALL_TIME_ZONE is '", text, "', which is not a time zone. ",
      "Use a name such as UTC, Europe/Berlin or Asia/Kathmandu."
    )
  }
  text
}

# Areas and cities only: abbreviations such as EST mean different things to different systems.
# Read once: each session asks for them, and they are a few hundred files.
time_zones <- local({
  known <- NULL
  function() {
    if (is.null(known)) {
      areas <- "^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/"
      known <<- c("UTC", grep(areas, suppressWarnings(OlsonNames()), value = TRUE))
    }
    known
  }
})

# The same for a list to choose from, by area, so that typing a city's name finds it.
zones_by_area <- function() {
  zones <- setdiff(time_zones(), "UTC")
  cities <- gsub("_", " ", sub("^[^/]+/", "", zones))
  groups <- lapply(split(seq_along(zones), sub("/.*$", "", zones)), function(rows) {
    as.list(stats::setNames(zones[rows], cities[rows]))
  })
  c(list(UTC = "UTC"), groups)
}
