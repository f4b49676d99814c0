# What pages let people choose beside the filters, each among few, and what of it their addresses say.

VISIT_KINDS <- c(
  "Device" = "device", "Browser" = "browser", "Operating system" = "os", "Country" = "country",
  "Site" = "site", "Login state" = "login"
)
SUBJECTS <- c("Sessions" = "session", "Visitors" = "visitor")
FUNNEL_KINDS <- c(
  "Device" = "device", "Channel" = "channel", "Category" = "category", "Country" = "country", "Login state" = "login"
)
ORDERS <- c("One after the other" = "strict", "Any order" = "any")
HEAT_METRICS <- c(
  "Sessions" = "sessions", "Sessions a day" = "sessions_avg", "Purchases" = "purchases",
  "Conversion" = "conversion"
)
SOURCE_KINDS <- c(
  "Channel" = "channel", "Source / medium" = "source", "Campaign" = "campaign",
  "Referrer" = "referrer", "Landing page" = "landing page"
)
ATTRIBUTION_MODELS <- c(
  "Last visit that is not direct" = "last_non_direct", "Last visit" = "last",
  "First visit" = "first", "All visits alike" = "linear", "Later visits more" = "time_decay"
)

# By their names in the address; the first of each is the default. A function, since charts' lists are loaded later.
choices_of_page <- function(page) {
  switch(
    page,
    Overview = list(figure = TREND_METRICS),
    Traffic = list(by = VISIT_KINDS),
    Funnel = list(count = SUBJECTS, by = FUNNEL_KINDS, order = ORDERS),
    Products = list(figure = PRODUCT_METRICS),
    Time = list(figure = HEAT_METRICS),
    Acquisition = list(by = SOURCE_KINDS, model = ATTRIBUTION_MODELS),
    list()
  )
}

# chosen: list by name; what is missing or makes no sense becomes the default.
tidy_choices <- function(page, chosen = list()) {
  allowed <- choices_of_page(page)
  lapply(stats::setNames(nm = names(allowed)), function(name) {
    one_of(chosen[[name]], allowed[[name]], allowed[[name]][[1]])
  })
}

# What differs from the default.
told_choices <- function(page, chosen) {
  chosen <- tidy_choices(page, chosen)
  chosen[!unlist(Map(identical, chosen, tidy_choices(page)))]
}
