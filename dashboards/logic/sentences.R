# Figures, days and times within sentences: written in English, with the raw value beside them, from which www/language.js writes them
# in the viewer's language. The words around them stay as they are.

# As text at once: with these made of tags the key figures' cards take R a third longer.
written <- function(text, value, format, currency = NULL) {
  attribute <- function(name, value) {
    if (length(value) == 0 || is.na(value)) return(NULL)
    paste0(" ", name, "=\"", htmltools::htmlEscape(value, attribute = TRUE), "\"")
  }
  htmltools::HTML(paste0(
    "<span class=\"ff-written\"", attribute("data-value", value), attribute("data-format", format), attribute("data-currency", currency), ">",
    htmltools::htmlEscape(text), "</span>"
  ))
}

# Words, which are text, and what is written between them, with no white space that nobody meant.
sentence <- function(...) {
  parts <- lapply(Filter(Negate(is.null), list(...)), function(part) {
    if (is.character(part) && !inherits(part, "html")) htmltools::htmlEscape(part) else as.character(part)
  })
  htmltools::HTML(paste0(parts, collapse = ""))
}

written_count <- function(count) written(format_count(count), format_plain(count), "count")

written_share <- function(share) written(format_share(share), format_plain(share), "share")

# Text on the clocks of the chosen zone, as the warehouse gives it (local_time() of logic/sql.R).
written_time <- function(time) if (is.na(time)) NO_FIGURE else written(time, time, "time")

written_age <- function(seconds) written(format_age(seconds), format_plain(seconds), "age")

written_day <- function(day) written(format_day(day), format(day), "day")

written_days <- function(from, to) {
  if (from == to) written_day(from) else written(format_days(from, to), paste0(from, "/", to), "period")
}

written_period <- function(from, to, tz) {
  days <- as.integer(to - from) + 1L
  sentence(written_days(from, to), " (", written_count(days), if (days == 1) " day, " else " days, ", tz, ")")
}

# A change in words: an arrow or a sign alone says nothing to who cannot see it. was: what it was before, as it is written.
describe_change <- function(change, previous, was) {
  if (is.na(previous)) return("nothing to compare with")
  if (is.na(change)) return(sentence("before: ", was))
  if (round(abs(change), 3) == 0) return(sentence("as before: ", was))
  word <- if (change > 0) " more than" else " less than"
  sentence(written_share(abs(change)), word, " before: ", was)
}
