# Page Journeys: ways through the shop, and what people do before and after a page.

ui <- function(id, initial) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Journeys"),
    view$panel$ui(ns("paths"), "Most frequent beginnings", figures = "journeys", is_large = TRUE,
      hint = "The first four pages of sessions, a page that is loaded again once."),
    view$cards$card(
      "Before and after a page", figures = "previous and next page",
      controls = htmltools::div(
        class = "form-group shiny-input-container",
        htmltools::tags$label(class = "control-label", `for` = ns("path"), "Page"),
        htmltools::tags$input(id = ns("path"), type = "text", class = "form-control",
          value = if (nzchar(initial$path)) initial$path else "/", maxlength = PATH_LETTERS)
      ),
      htmltools::div(
        class = "ff-columns",
        view$panel$ui(ns("before"), "Before", chart = "Pages before it", height = "300px", is_large = TRUE),
        view$panel$ui(ns("after"), "After", chart = "Pages after it", height = "300px", is_large = TRUE)
      )
    )
  )
}

# Returns the page whose neighbours are shown, as the page's address has it.
server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    path <- shiny::debounce(
      shiny::reactive(substr(input$path %||% "/", 1, PATH_LETTERS)), TYPING_PAUSE_MILLISECONDS
    )
    steps <- shiny::reactive(ask(page_steps_query(filters(), path())))
    journeys <- view$asking$first_rows(ask, JOURNEYS_SHOWN, function(limit) journeys_query(filters(), limit))
    view$panel$server("paths", journeys, journey_columns, filters,
      palette, "journeys", empty = "No page was viewed in this period.")
    side <- function(id, direction) {
      view$panel$server(
        id, shiny::reactive(steps()[steps()$direction == direction, ]), step_columns, filters,
        palette, paste0("pages-", id),
        plot = function(data, colours, width) {
          bars_plot(data$path, data$share, "Share of views", colours, ".1%", width)
        },
        empty = "This page was not viewed in this period.",
        advice = "Choose another page, a longer period or fewer filters."
      )
    }
    side("before", "previous")
    side("after", "next")
    shiny::reactive(list(path = if (path() == "/") "" else path()))
  })
}

journey_columns <- function(data) {
  list(
    journey = view$tables$text_column("Pages", data$journey),
    sessions = view$tables$count_column("Sessions", data$sessions, "journeys"),
    share = view$tables$share_column("Share", data$share, "journeys"),
    purchases = view$tables$count_column("Purchases", data$purchases, "journeys")
  )
}

step_columns <- function(data) {
  list(
    path = view$tables$known_column("Page", data$path),
    views = view$tables$count_column("Views", data$views, "previous and next page"),
    share = view$tables$share_column("Share", data$share, "previous and next page")
  )
}
