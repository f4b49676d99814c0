# Page Traffic & engagement: who comes, with what, and what they read.

ui <- function(id, chosen = tidy_choices("Traffic")) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Traffic & engagement"),
    view$panel$ui(ns("active"), "Active visitors", figures = "active visitors",
      chart = "Active visitors by day", is_large = TRUE, hint = "Different clients on each day, and in the 7 and 28 days up to it."),
    view$panel$ui(ns("kinds"), "New and returning",
      figures = c("new visitors, returning visitors", "visitors", "sessions", "bounce rate", "engaged time", "conversion")),
    view$panel$ui(
      ns("visits"), "Sessions by", chart = "Sessions by the chosen property",
      figures = c("sessions", "visitors", "share", "page views a session", "bounce rate", "engaged time", "purchases", "conversion"),
      controls = shiny::selectInput(ns("by"), "Property", VISIT_KINDS, chosen$by, selectize = FALSE)
    ),
    view$panel$ui(
      ns("pages"), "Pages", is_large = TRUE,
      figures = c("page views of visits", "viewers", "entries, exits", "exit rate",
        "engaged time of a page", "scroll depth of a page")
    ),
    view$cards$country_source()
  )
}

# Returns what is chosen, as the page's address has it.
server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    view$panel$server(
      "active", shiny::reactive(ask(active_query(filters()))), active_columns, filters, palette,
      "active-visitors",
      plot = function(data, colours, width) {
        lines_plot(data, "day", c("1 day" = "active_1", "7 days" = "active_7",
          "28 days" = "active_28"), colours)
      }
    )
    view$panel$server("kinds", shiny::reactive(ask(ask_all("new_and_returning", filters()))),
      kinds_columns, filters, palette, "new-and-returning", empty = "Nobody came in this period.")
    view$panel$server(
      "visits", shiny::reactive(ask(visits_by_query(filters(), one_of(input$by, VISIT_KINDS, "device")))),
      visits_columns, filters, palette, "visits",
      plot = function(data, colours, width) {
        bars_plot(data$value, data$sessions, "Sessions", colours, width = width)
      },
      empty = "Nobody came in this period."
    )
    view$panel$server("pages", shiny::reactive(ask(ask_all("page_figures", filters()), is_long = TRUE)),
      pages_columns, filters, palette, "pages", empty = "No page was viewed in this period.")
    shiny::reactive(told_choices("Traffic", list(by = input$by)))
  })
}

active_columns <- function(data) {
  list(
    day = view$tables$day_column("Day", data$day),
    active_1 = view$tables$count_column("1 day", data$active_1, "active visitors"),
    active_7 = view$tables$count_column("7 days", data$active_7, "active visitors"),
    active_28 = view$tables$count_column("28 days", data$active_28, "active visitors")
  )
}

kinds_columns <- function(data) {
  list(
    kind = view$tables$text_column("Visitors are", data$kind),
    visitors = view$tables$count_column("Visitors", data$visitors),
    sessions = view$tables$count_column("Sessions", data$sessions),
    bounce_rate = view$tables$share_column("Bounce rate", data$bounce_rate),
    engaged_seconds = view$tables$seconds_column("Engaged time", data$engaged_seconds),
    conversion = view$tables$share_column("Conversion", data$conversion)
  )
}

visits_columns <- function(data) {
  list(
    value = view$tables$known_column("Value", data$value),
    sessions = view$tables$count_column("Sessions", data$sessions),
    visitors = view$tables$count_column("Visitors", data$visitors),
    share = view$tables$share_column("Share", data$share),
    page_views_avg = view$tables$decimal_column("Page views a session", data$page_views_avg),
    bounce_rate = view$tables$share_column("Bounce rate", data$bounce_rate),
    engaged_seconds = view$tables$seconds_column("Engaged time", data$engaged_seconds),
    purchases = view$tables$count_column("Purchases", data$purchases),
    conversion = view$tables$share_column("Conversion", data$conversion)
  )
}

pages_columns <- function(data) {
  list(
    path = view$tables$known_column("Page", data$path),
    views = view$tables$count_column("Views", data$views, "page views of visits"),
    viewers = view$tables$count_column("Visitors", data$viewers, "viewers"),
    entries = view$tables$count_column("Entries", data$entries),
    exits = view$tables$count_column("Exits", data$exits),
    exit_rate = view$tables$share_column("Exit rate", data$exit_rate),
    engaged_seconds = view$tables$seconds_column("Engaged time", data$engaged_seconds, "engaged time of a page"),
    scroll_depth = view$tables$share_column("Scroll depth", data$scroll_depth, "scroll depth of a page")
  )
}
