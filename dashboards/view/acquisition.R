# Page Acquisition: where visits come from, what they bring, and whose merit it is.

ui <- function(id, chosen = tidy_choices("Acquisition")) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Acquisition"),
    view$panel$ui(
      ns("sources"), "Sessions and what they brought", chart = "Sessions by the chosen property", is_large = TRUE,
      figures = c("sessions", "visitors", "share", "bounce rate", "engaged time", "conversion",
        "orders of sessions, net revenue of sessions"),
      hint = "A row for each currency of the orders of these very sessions.",
      controls = shiny::selectInput(ns("by"), "By", SOURCE_KINDS, chosen$by, selectize = FALSE)
    ),
    view$panel$ui(
      ns("attribution"), "Attribution", chart = "Orders by channel, by the chosen model", is_large = TRUE,
      figures = "attribution", hint = "Orders that fit the filters, divided among all visits of their client but bots'.",
      controls = shiny::selectInput(
        ns("model"), "Model", ATTRIBUTION_MODELS, chosen$model, selectize = FALSE
      )
    )
  )
}

# Returns what is chosen, as the page's address has it.
server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    by <- shiny::reactive(one_of(input$by, SOURCE_KINDS, "channel"))
    model <- shiny::reactive(one_of(input$model, ATTRIBUTION_MODELS, "last_non_direct"))
    view$panel$server(
      "sources", shiny::reactive(ask(acquisition_query(filters(), by()))), sources_columns, filters,
      palette, "acquisition",
      plot = function(data, colours, width) {
        once <- data[!duplicated(data$value), ]
        bars_plot(once$value, once$sessions, "Sessions", colours, width = width)
      },
      empty = "Nobody came in this period."
    )
    view$panel$server(
      "attribution", shiny::reactive(ask(attribution_query(filters(), model()))),
      attribution_columns, filters, palette, "attribution",
      plot = function(data, colours, width) {
        orders <- sort(rowsum(data$orders, data$channel)[, 1], decreasing = TRUE)
        bars_plot(names(orders), unname(orders), "Orders", colours, ",.1f", width)
      },
      empty = "Nothing was bought in this period."
    )
    shiny::reactive(told_choices("Acquisition", list(by = input$by, model = input$model)))
  })
}

sources_columns <- function(data) {
  list(
    value = view$tables$known_column("From", data$value),
    sessions = view$tables$count_column("Sessions", data$sessions),
    visitors = view$tables$count_column("Visitors", data$visitors),
    share = view$tables$share_column("Share", data$share),
    bounce_rate = view$tables$share_column("Bounce rate", data$bounce_rate),
    engaged_seconds = view$tables$seconds_column("Engaged time", data$engaged_seconds),
    conversion = view$tables$share_column("Conversion", data$conversion),
    orders = view$tables$count_column("Orders", data$orders, "orders of sessions"),
    net_revenue = view$tables$money_column("Net revenue", data$net_revenue, data$currency, "net revenue of sessions"),
    currency = view$tables$text_column("Currency", data$currency)
  )
}

attribution_columns <- function(data) {
  list(
    channel = view$tables$text_column("Channel", data$channel),
    source = view$tables$text_column("Source", data$source),
    medium = view$tables$text_column("Medium", data$medium),
    campaign = view$tables$text_column("Campaign", data$campaign),
    orders = view$tables$decimal_column("Orders", data$orders, "attribution"),
    gross = view$tables$money_column("Gross", data$gross, data$currency, "attribution"),
    net = view$tables$money_column("Net revenue", data$net, data$currency, "attribution"),
    currency = view$tables$text_column("Currency", currency_name(data$currency))
  )
}
