# Page Overview: the key figures, their course, and what happened most.

ui <- function(id, initial) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    htmltools::h1("Overview"),
    shiny::uiOutput(ns("figures")),
    htmltools::div(class = "ff-pair", trend_card(ns, initial$grain), top_events_card(ns))
  )
}

trend_card <- function(ns, grain) {
  view$cards$card(
    "Trend", testid = "trend-card",
    controls = htmltools::tagList(
      shiny::selectInput(ns("metric"), "Figure", TREND_METRICS, "visitors", selectize = FALSE),
      view$cards$switch_input(ns("grain"), "By", GRAINS, grain)
    ),
    view$cards$chart_output(ns("trend"), "The chosen figure over time"),
    shiny::uiOutput(ns("trend_table"))
  )
}

top_events_card <- function(ns) {
  view$cards$card(
    "Top events", shiny::uiOutput(ns("top_events")),
    hint = "What happened most. The share is of all events of the period and filters."
  )
}

# Returns the chosen grain, which the page's address carries.
server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    follow_period(session, filters)
    trend <- shiny::reactive({
      query <- if (input$metric == "net") revenue_trend_query else trend_query
      ask(query(filters(), input$grain))
    })
    output$figures <- shiny::renderUI({
      key_figures(ask(overview_query(filters())), ask(revenue_query(filters())))
    })
    output$trend <- plotly::renderPlotly({
      shiny::validate(shiny::need(nrow(trend()) > 0, "Nothing was sold in this period."))
      trend_plot(trend(), input$metric, input$grain, palette())
    })
    output$trend_table <- shiny::renderUI(trend_table(trend(), input$metric, input$grain))
    output$top_events <- shiny::renderUI(top_events_table(ask(top_events_query(filters()))))
    shiny::reactive(input$grain)
  })
}

# One day by days is a single point, so it is shown by hours.
follow_period <- function(session, filters) {
  is_one_day <- shiny::reactive(filters()$from == filters()$to)
  shiny::observeEvent(is_one_day(), ignoreInit = TRUE, {
    shiny::updateRadioButtons(session, "grain", selected = if (is_one_day()) "hour" else "day")
  })
}

key_figures <- function(totals, revenue) {
  count_card <- function(id, label, count, note = NULL) {
    view$cards$value_card(paste0("kpi-", id), label, format_plain(count), format_count(count), note)
  }
  view$cards$value_cards(
    layout = "ff-kpis-8",
    count_card("visitors", "Visitors", totals$visitors),
    count_card("sessions", "Sessions", totals$sessions,
      paste(format_share(totals$bounce_rate), "bounced")),
    count_card("events", "Events", totals$events),
    count_card("page-views", "Page views", totals$page_views,
      paste(format_seconds(totals$engaged_seconds_avg), "engaged time a session")),
    count_card("orders", "Orders", totals$orders),
    view$cards$value_card("kpi-conversion", "Conversion", format_plain(totals$conversion),
      format_share(totals$conversion),
      paste(format_count(totals$converting_sessions), "sessions with a purchase")),
    revenue_card(revenue)
  )
}

# Never one sum over currencies: each has its own line and its own data-value.
revenue_card <- function(revenue) {
  raw <- format_plain(revenue$net)
  value <- switch(min(nrow(revenue), 2) + 1, "0", raw,
    paste0(currency_name(revenue$currency), "=", raw, collapse = " "))
  lines <- lapply(seq_len(nrow(revenue)), function(row) {
    currency <- currency_name(revenue$currency[row])
    htmltools::div(
      class = "ff-money",
      `data-testid` = paste0("kpi-revenue-", currency), `data-value` = raw[row],
      htmltools::div(format_money(revenue$net[row], revenue$currency[row])),
      htmltools::div(class = "ff-kpi-note", revenue_note(revenue[row, ]))
    )
  })
  view$cards$value_card("kpi-revenue", "Net revenue", value,
    if (length(lines) > 0) lines else "0", tone = "ff-wide")
}

revenue_note <- function(row) {
  average <- paste(format_amount(row$average_order, row$currency), "an order")
  if (row$refunded == 0) return(average)
  paste0(average, ", ", format_amount(row$refunded, row$currency), " refunded")
}

trend_table <- function(data, metric, grain) {
  if (nrow(data) == 0) return(NULL)
  columns <- list(bucket = view$tables$column("Time", format_bucket(data$bucket, grain)))
  figures <- if (metric == "net") {
    list(
      currency = view$tables$text_column("Currency", currency_name(data$currency)),
      orders = view$tables$count_column("Orders", data$orders),
      net = view$tables$column("Net revenue", format_amount(data$net, data$currency), data$net)
    )
  } else {
    counts <- TREND_METRICS[TREND_METRICS != "net"]
    Map(view$tables$count_column, names(counts), data[counts]) |> stats::setNames(counts)
  }
  table <- view$tables$html_table("trend-table", "The trend's figures", c(columns, figures))
  view$tables$figures_as_table(table)
}

top_events_table <- function(data) {
  if (nrow(data) == 0) return(view$cards$nothing_here("No events in this period."))
  view$tables$html_table("top-events-table", "The most frequent events", list(
    event_name = view$tables$text_column("Event", data$event_name),
    events = view$tables$count_column("Events", data$events),
    visitors = view$tables$count_column("Visitors", data$visitors),
    share = view$tables$share_column("Share", data$share)
  ))
}
