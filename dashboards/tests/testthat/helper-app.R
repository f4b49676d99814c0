# The app's code as the tests see it, and small stand-ins.
source(file.path("..", "..", "load.R"), local = TRUE)
app <- load_dashboards(file.path("..", ".."))

day <- function(text) as.Date(text)

some_filters <- function(from, to = from, tz = "UTC", bots = FALSE, compare = "previous", ...) {
  choices <- stats::setNames(vector("list", length(app$CHOICE_FILTERS)), app$CHOICE_FILTERS)
  chosen <- list(...)
  choices[names(chosen)] <- chosen
  c(list(range = "custom", from = day(from), to = day(to)), choices, list(
    compare = compare, vs = app$compared_period(day(from), day(to), compare), tz = tz, bots = bots
  ))
}

environment_of <- function(...) {
  values <- list(...)
  function(name) if (is.null(values[[name]])) "" else values[[name]]
}

# The trend of all figures but money, as page Overview shows it.
key_trend <- function(filters, grain) {
  app$view$overview$trend_of(ask(app$key_cards_query(filters, grain)), ask(app$buckets_query(filters, grain)))
}

html_of <- function(tags) as.character(htmltools::renderTags(tags)$html)

# Rows of a data frame, whatever their numbers in the one that they were taken from.
expect_rows <- function(actual, expected) {
  row.names(actual) <- NULL
  expect_equal(actual, expected)
}
