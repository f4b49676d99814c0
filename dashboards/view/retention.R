# Page Retention: who comes back, who buys again, and what customers are worth.

ui <- function(id) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Retention"),
    shiny::uiOutput(ns("repeat_cards")),
    view$panel$ui(ns("cohorts"), "Weekly cohorts", figures = "retention", is_large = TRUE,
      chart = "Share of each week's new visitors who came back, by weeks", height = "420px",
      hint = paste(
        "New visitors of each week of the period whose first session fits the filters, and the share with any session in each",
        "week after."
      )),
    view$panel$ui(ns("segments"), "Customers",
      figures = c("recency, frequency, value", "customers, repeat purchase", "net revenue",
        "share of customers, orders of a segment, a customer, days since last order"),
      hint = "By recency, frequency and value of the orders that fit the filters, each currency apart.")
  )
}

server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    output$repeat_cards <- shiny::renderUI(
      customer_cards(ask(ask_all("repeat_purchase", filters())))
    )
    view$panel$server(
      "cohorts", shiny::reactive(ask(retention_query(filters()), is_long = TRUE)), cohort_columns, filters, palette,
      "cohorts", plot = function(data, colours, width) cohort_plot(data, colours),
      empty = "Nobody came for the first time in this period."
    )
    view$panel$server("segments", shiny::reactive(ask(segments_query(filters()))), segment_columns,
      filters, palette, "segments", empty = "Nobody bought in this period.")
  })
}

customer_cards <- function(row) {
  figure <- "customers, repeat purchase"
  view$cards$value_cards(
    view$cards$figure_card("customers", view$tables$count_column("Customers", row$customers),
      figure = figure),
    view$cards$figure_card("repeat-customers",
      view$tables$count_column("Bought again", row$repeat_customers), figure = figure),
    view$cards$figure_card("repeat-rate", view$tables$share_column("Repeat rate", row$repeat_rate),
      figure = figure),
    view$cards$figure_card("days-to-second",
      view$tables$decimal_column("Days to the second order", row$days_to_second_median),
      "median", "days to the second order")
  )
}

cohort_columns <- function(data) {
  list(
    cohort = view$tables$day_column("Week of", data$cohort),
    week_number = view$tables$ordinal_column("Weeks later", data$week_number),
    clients = view$tables$count_column("Visitors", data$clients, "retention"),
    share = view$tables$share_column("Share", data$share, "retention")
  )
}

segment_columns <- function(data) {
  list(
    segment = view$tables$text_column("Segment", data$segment),
    currency = view$tables$text_column("Currency", currency_name(data$currency)),
    customers = view$tables$count_column("Customers", data$customers),
    share = view$tables$share_column("Share", data$share, "share of customers"),
    orders = view$tables$count_column("Orders", data$orders, "orders of a segment"),
    net_revenue = view$tables$money_column("Net revenue", data$net_revenue, data$currency),
    value_avg = view$tables$money_column("A customer", data$value_avg, data$currency),
    recency_days = view$tables$decimal_column("Days since last order", data$recency_days)
  )
}
