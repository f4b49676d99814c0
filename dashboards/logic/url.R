# The filters as the page's address has them, so that a view can be shared, bookmarked and reloaded.

PERIODS <- c(
  "Today" = "today", "Yesterday" = "yesterday", "Last 7 days" = "7d", "Last 28 days" = "28d",
  "Last 90 days" = "90d", "Last 365 days" = "365d", "This month" = "month",
  "Last month" = "last-month"
)
OWN_PERIOD <- c("Own dates" = "custom")
GRAINS <- c("Hour" = "hour", "Day" = "day", "Week" = "week")
PAGES <- c(
  "Overview", "Traffic", "Funnel", "Products", "Carts & orders", "Time", "Acquisition", "Search",
  "Retention", "Journeys", "Live", "Health"
)

# What a page remembers in the address beside the filters and its choices: text, of which the page judges the sense.
OWN_FIELDS <- c("product", "currency", "steps", "path")

# Whatever is missing or makes no sense becomes the default: an old link must still open.
parse_address <- function(query_string, time_zone, today) {
  query <- shape_query(query_string)
  tz <- one_of(query$tz, time_zones(), time_zone)
  period <- parse_period(query, today(tz))
  choices <- lapply(CHOICE_FILTERS, function(name) {
    tidy_choice(strsplit(query[[name]] %||% "", "|", fixed = TRUE)[[1]])
  })
  names(choices) <- CHOICE_FILTERS
  choices["login"] <- list(tidy_login(strsplit(query$login %||% "", "[|,]")[[1]]))
  own <- stats::setNames(lapply(OWN_FIELDS, function(name) query[[name]] %||% ""), OWN_FIELDS)
  page <- one_of(query$page, PAGES, PAGES[1])
  # a page's choices stand in the address while it is open; all others begin with their defaults
  own$choices <- lapply(stats::setNames(nm = PAGES), function(name) tidy_choices(name, if (name == page) query else list()))
  c(period, choices, own, list(
    tz = tz,
    compare = one_of(query$compare, COMPARISONS, COMPARISONS[[1]]),
    bots = identical(query$bots, "1"),
    grain = one_of(query$grain, GRAINS, default_grain(period$range)),
    page = page
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
default_grain <- function(range) if (range %in% c("today", "yesterday")) "hour" else "day"

parse_day <- function(text) {
  if (is.null(text) || !grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", text)) return(as.Date(NA))
  as.Date(text, format = "%Y-%m-%d")
}

preset_period <- function(range, today) {
  month <- as.Date(format(today, "%Y-%m-01"))
  switch(
    range,
    today = list(from = today, to = today),
    yesterday = list(from = today - 1L, to = today - 1L),
    month = list(from = month, to = today),
    "last-month" = list(from = as.Date(format(month - 1L, "%Y-%m-01")), to = month - 1L),
    list(from = today - as.integer(sub("d", "", range)) + 1L, to = today)
  )
}

# Dates in the wrong order are swapped, and a period of ages ends where PERIOD_DAYS_MAX says.
tidy_period <- function(from, to) {
  days <- sort(c(from, to))
  list(from = max(days[1], days[2] - PERIOD_DAYS_MAX), to = days[2])
}

# Only what differs from the default, so that addresses stay short and relative periods relative.
# own: named list of the page's own fields.
format_address <- function(filters, grain, page, time_zone, own = list()) {
  is_own_period <- filters$range == "custom"
  choices <- lapply(filters[CHOICE_FILTERS], function(values) {
    if (!is.null(values)) paste(values, collapse = "|")
  })
  parts <- c(
    page = if (page != PAGES[1]) page,
    range = if (!is_own_period && filters$range != "28d") filters$range,
    from = if (is_own_period) format(filters$from),
    to = if (is_own_period) format(filters$to),
    compare = if (filters$compare != COMPARISONS[[1]]) filters$compare,
    tz = if (filters$tz != time_zone) filters$tz,
    unlist(choices),
    bots = if (filters$bots) "1",
    grain = if (grain != default_grain(filters$range)) grain,
    unlist(Filter(function(text) !is.null(text) && nzchar(text), own))
  )
  if (length(parts) == 0) return("?")
  values <- vapply(parts, utils::URLencode, "", reserved = TRUE)
  paste0("?", paste0(names(parts), "=", values, collapse = "&"))
}

today_in <- function(tz, now = Sys.time()) as.Date(format(now, tz = tz, format = "%Y-%m-%d"))
