# The filters as the warehouse takes them: a period, a zone, a period to compare with, and one JSON
# object that schema dash reads (warehouse/sql/dash/45_filters.sql).

# Filters that are lists to choose from, in the order in which they stand on the page.
CHOICE_FILTERS <- c(
  "Login state" = "login", "Site" = "site", "Device" = "device", "Country" = "country",
  "Channel" = "channel", "Category" = "category", "Brand" = "brand"
)
LOGIN_STATES <- c(
  "Signed in" = "logged_in", "Guest" = "guest", "Anonymous" = "anonymous", "Not known" = "unknown"
)
COMPARISONS <- c(
  "The period before" = "previous", "A year before, same weekdays" = "year", "Nothing" = "none"
)

# The days to compare with; NULL where nothing is compared.
compared_period <- function(from, to, compare) {
  if (compare == "none") return(NULL)
  days <- if (compare == "year") 364L else as.integer(to - from) + 1L
  list(from = from - days, to = to - days)
}

# NULL stands for all: nothing chosen means no filter.
tidy_choice <- function(values) {
  values <- unique(values[nzchar(values)])
  if (length(values) == 0) NULL else values
}

# All states, and none, mean no filter.
tidy_login <- function(states) {
  known <- LOGIN_STATES[LOGIN_STATES %in% states]
  if (length(known) %in% c(0, length(LOGIN_STATES))) NULL else unname(known)
}

filter_json <- function(filters) {
  chosen <- lapply(Filter(Negate(is.null), filters[CHOICE_FILTERS]), as.list)
  if (isTRUE(filters$bots)) chosen$bots <- TRUE
  if (length(chosen) == 0) return("{}")
  as.character(jsonlite::toJSON(chosen, auto_unbox = TRUE))
}

# data: dash.filter_choices(), or NULL while the warehouse does not answer; what an address names is
# there to be unchosen even if nobody has it any more.
choices_of <- function(name, data, chosen) {
  if (name == "login") return(LOGIN_STATES)
  known <- data$value[data$filter == name]
  values <- as.character(unique(c(known, chosen)))
  stats::setNames(values, ifelse(values == "unknown", "Not known", values))
}
