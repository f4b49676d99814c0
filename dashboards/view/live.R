# Page Live: the last half hour, as far as the ETL has loaded it.

ui <- function(id) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Live",
      "The last 30 minutes without bots, whatever the filters; the time zone names the minutes."),
    shiny::uiOutput(ns("now")),
    view$panel$ui(ns("minutes"), "By minute", figures = "live",
      chart = "Events and visitors by minute"),
    view$panel$ui(ns("pages"), "Pages", figures = "live", is_large = TRUE)
  )
}

server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    tick <- shiny::reactiveTimer(REFRESH_MILLISECONDS)
    ask_again <- function(query) {
      shiny::reactive({
        tick()
        ask(query(filters()), keep = FALSE)
      })
    }
    now <- ask_again(live_now_query)
    output$now <- shiny::renderUI(now_cards(now()))
    view$panel$server(
      "minutes", ask_again(live_minutes_query), minutes_columns, filters, palette, "live-minutes",
      plot = function(data, colours, width) {
        lines_plot(data, "minute", c("Events" = "events", "Visitors" = "visitors"), colours,
          hover = HOVER_TIME)
      }
    )
    pages <- view$asking$first_rows(ask, LIVE_PAGES_SHOWN, function(limit) live_pages_query(filters(), limit))
    pages$shown <- ask_again(function(filters) live_pages_query(filters, LIVE_PAGES_SHOWN))
    view$panel$server("pages", pages, pages_columns, filters, palette,
      "live-pages", empty = "No page view of the last 30 minutes is loaded yet.",
      advice = "It shows up after the next ETL run. Whether runs succeed is on page Health.")
  })
}

now_cards <- function(row) {
  htmltools::tagList(
    htmltools::p(
      class = "ff-hint", role = "status", `data-testid` = "live-age",
      `data-value` = format_plain(row$seconds_behind),
      if (is.na(row$seconds_behind)) {
        "The ETL has not run yet: start it with footfall etl."
      } else {
        sentence("Loaded: ", written_age(row$seconds_behind),
          ". What happened since then comes with the next ETL run.")
      }
    ),
    view$cards$value_cards(
      view$cards$figure_card("live-visitors", view$tables$count_column("Visitors", row$visitors),
        figure = "live"),
      view$cards$figure_card("live-events", view$tables$count_column("Events", row$events), figure = "live"),
      view$cards$figure_card("live-adds", view$tables$count_column("Added to cart", row$adds),
        figure = "live"),
      view$cards$figure_card("live-orders", view$tables$count_column("Purchases", row$orders),
        figure = "live")
    )
  )
}

minutes_columns <- function(data) {
  list(
    minute = view$tables$time_column("Minute", data$minute),
    events = view$tables$count_column("Events", data$events, "live"),
    visitors = view$tables$count_column("Visitors", data$visitors, "live"),
    orders = view$tables$count_column("Purchases", data$orders, "live")
  )
}

pages_columns <- function(data) {
  list(
    path = view$tables$known_column("Page", data$path),
    views = view$tables$count_column("Views", data$views, "live"),
    visitors = view$tables$count_column("Visitors", data$visitors, "live")
  )
}
