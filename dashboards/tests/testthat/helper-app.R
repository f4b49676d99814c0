# The app's code as the tests see it, and small stand-ins.
source(file.path("..", "..", "load.R"), local = TRUE)
app <- load_dashboards(file.path("..", ".."))

day <- function(text) as.Date(text)

some_filters <- function(from, to = from, tz = "UTC", login = NULL, bots = FALSE) {
  list(range = "custom", from = day(from), to = day(to), tz = tz, login = login, bots = bots)
}

environment_of <- function(...) {
  values <- list(...)
  function(name) if (is.null(values[[name]])) "" else values[[name]]
}

html_of <- function(tags) as.character(htmltools::renderTags(tags)$html)
