# The filters as the page's address has them, so that a view can be shared, bookmarked and reloaded.

PERIODS <- c(
  "Today" = "today", "Last 7 days" = "7d", "Last 28 days" = "28d", "Last 90 days" = "90d"
)
OWN_PERIOD <- c("Own dates" = "custom")
LOGIN_STATES <- c(
  "Signed in" = "logged_in", "Guest" = "guest", "Anonymous" = "anonymous", "Not known" = "unknown"
)
GRAINS <- c("Hour" = "hour", "Day" = "day", "Week" = "week")
PAGES <- c("Overview", "Funnel", "Products", "Health")

# Whatever is missing or makes no sense becomes the default: an old link must still open.
parse_address <- function(query_string, time_zone, today) {
  query <- shape_query(query_string)
  tz <- one_of(query$tz, time_zones(), time_zone)
  period <- parse_period(query, today(tz))
  c(period, list(
    tz = tz,
    login = parse_login(query$login),
    bots = identical(query$bots, "1"),
    grain = one_of(query$grain, GRAINS, default_grain(period$range)),
    page = one_of(query$page, PAGES, PAGES[1])
  ))
}

shape_query <- function(query_string) {
  pairs <- strsplit(strsplit(sub("^[?]", "", query_string %||% ""), "&", fixed = TRUE)[[1]], "=")
  pairs <- pairs[lengths(pairs) == 2]
  values <- lapply(pairs, function(pair) decode_value(pair[2]))
  stats::setNames(values, vapply(pairs, `[`, "", 1))
}

# Half a percent sign, a coded NUL and broken UTF-8 are mistakes in an address, not in the app.
decode_value <- function(text) {
  mistake <- function(problem) ""
  value <- tryCatch(
    utils::URLdecode(gsub("+", " ", text, fixed = TRUE)),
    warning = mistake, error = mistake
  )
  if (validUTF8(value)) value else ""
}

`%||%` <- function(value, default) if (is.null(value)) default else value

one_of <- function(value, allowed, default) {
  if (!is.null(value) && value %in% allowed) value else default
}

parse_period <- function(query, today) {
  from <- parse_day(query$from)
  to <- parse_day(query$to)
  if (!is.na(from) && !is.na(to)) {
    return(c(list(range = "custom"), tidy_period(from, to)))
  }
  range <- one_of(query$range, PERIODS, "28d")
  c(list(range = range), preset_period(range, today))
}

# A single day by days would be one point.
default_grain <- function(range) if (range == "today") "hour" else "day"

parse_day <- function(text) {
  if (is.null(text) || !grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", text)) return(as.Date(NA))
  as.Date(text, format = "%Y-%m-%d")
}

preset_period <- function(range, today) {
  days <- if (range == "today") 1L else as.integer(sub("d", "", range))
  list(from = today - days + 1L, to = today)
}

# Dates in the wrong order are swapped, and a period of ages ends where PERIOD_DAYS_MAX says.
tidy_period <- function(from, to) {
  days <- sort(c(from, to))
  list(from = max(days[1], days[2] - PERIOD_DAYS_MAX), to = days[2])
}

# NULL stands for everybody: no state chosen, and all of them, mean no filter.
parse_login <- function(text) {
  if (is.null(text)) return(NULL)
  tidy_login(strsplit(text, ",", fixed = TRUE)[[1]])
}

tidy_login <- function(states) {
  known <- LOGIN_STATES[LOGIN_STATES %in% states]
  if (length(known) %in% c(0, length(LOGIN_STATES))) NULL else unname(known)
}

# Only what differs from the default, so that addresses stay short and relative periods relative.
format_address <- function(filters, grain, page, time_zone) {
  own <- filters$range == "custom"
  parts <- c(
    page = if (page != PAGES[1]) page,
    range = if (!own && filters$range != "28d") filters$range,
    from = if (own) format(filters$from),
    to = if (own) format(filters$to),
    tz = if (filters$tz != time_zone) filters$tz,
    login = if (!is.null(filters$login)) paste(filters$login, collapse = ","),
    bots = if (filters$bots) "1",
    grain = if (grain != default_grain(filters$range)) grain
  )
  if (length(parts) == 0) return("?")
  values <- vapply(parts, utils::URLencode, "", reserved = TRUE)
  paste0("?", paste0(names(parts), "=", values, collapse = "&"))
}

today_in <- function(tz, now = Sys.time()) as.Date(format(now, tz = tz, format = "%Y-%m-%d"))
