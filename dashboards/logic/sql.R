# R values as SQL literals. The driver binds no parameters, so values reach SQL only through here.

quote_text <- function(text) {
  stopifnot(is.character(text), length(text) == 1, !is.na(text))
  # E'' with both doubled means the same whatever standard_conforming_strings is.
  paste0("E'", gsub("'", "''", gsub("\\", "\\\\", text, fixed = TRUE), fixed = TRUE), "'")
}

quote_day <- function(day) {
  stopifnot(inherits(day, "Date"), length(day) == 1, !is.na(day))
  paste0("date '", format(day, "%Y-%m-%d"), "'")
}

quote_flag <- function(flag) if (isTRUE(flag)) "true" else "false"

quote_texts <- function(texts) {
  if (is.null(texts)) return("null::text[]")
  paste0("array[", paste(vapply(texts, quote_text, ""), collapse = ", "), "]::text[]")
}

# dash.name(p_from => ..., ...): arguments by name, since the functions take them in various orders.
call_dash <- function(name, ...) {
  arguments <- c(...)
  list <- paste0("p_", names(arguments), " => ", arguments, collapse = ", ")
  paste0("dash.", name, "(", list, ")")
}

period_arguments <- function(filters) {
  c(from = quote_day(filters$from), to = quote_day(filters$to), tz = quote_text(filters$tz))
}

filter_argument <- function(filters) {
  c(filter = paste0(quote_text(filter_json(filters)), "::jsonb"))
}

all_arguments <- function(filters) c(period_arguments(filters), filter_argument(filters))

compared_arguments <- function(filters) {
  c(vs_from = quote_day(filters$vs$from), vs_to = quote_day(filters$vs$to))
}

# limit: how many rows, NULL for all.
limit_argument <- function(limit) c(limit = if (is.null(limit)) "null" else format(limit, scientific = FALSE))

# Times leave the database as text on the clocks of the chosen zone, so R cannot shift them.
local_time <- function(column, filters, form = "YYYY-MM-DD HH24:MI:SS") {
  local <- paste(column, "at time zone", quote_text(filters$tz))
  paste0("to_char(", local, ", '", form, "') as ", column)
}
