# Page Search: what shoppers looked for, what came of it, and what was lost.

ui <- function(id) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Search"),
    shiny::uiOutput(ns("totals")),
    view$panel$ui(ns("queries"), "Queries", chart = "The most frequent queries", is_large = TRUE,
      figures = c("searches, zero rate", "queries, searchers", "mean results", "click-through",
        "clicks, orders, revenue after a search", "orders by searches")),
    htmltools::div(
      class = "ff-columns",
      view$panel$ui(ns("nothing"), "Found nothing", figures = "searches, zero rate", is_large = TRUE),
      view$panel$ui(ns("money"), "Revenue after search",
        figures = "clicks, orders, revenue after a search", is_large = TRUE)
    ),
    view$panel$ui(ns("lost"), "Lost demand", figures = "lost demand", is_large = TRUE,
      hint = paste(
        "What searches without results and views of sold-out products would have brought, had these",
        "shoppers bought like the others. The chosen period in days of the shop's zone, whatever the other filters."
      ))
  )
}

server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    figures <- shiny::reactive(ask(ask_all("query_figures", filters())))
    queries <- shiny::reactive(figures()[!figures()$is_total, setdiff(names(figures()), c("is_total", "queries"))])
    output$totals <- shiny::renderUI(total_cards(figures()[figures()$is_total, ]))
    view$panel$server(
      "queries", queries, queries_columns, filters, palette, "searches",
      plot = function(data, colours, width) {
        bars_plot(data$query, data$searches, "Searches", colours, width = width)
      },
      empty = "Nobody searched in this period."
    )
    view$panel$server(
      "nothing", shiny::reactive({
        missed <- queries()[queries()$zero_results > 0, ]
        missed[order(-missed$zero_results, missed$query), ]
      }), nothing_columns, filters, palette, "zero-result-searches",
      empty = "No search of this period found nothing.",
      advice = "That is how it should be. Searches that do not say how much they found are not in here."
    )
    view$panel$server("money", shiny::reactive(ask(search_revenue_query(filters()))),
      money_columns, filters, palette, "search-revenue", empty = "Nothing was bought after a search.")
    view$panel$server("lost", shiny::reactive(ask(lost_demand_query(filters()))),
      lost_columns, filters, palette, "lost-demand", empty = "No demand was lost that can be counted.",
      advice = "Searches that found nothing and views of what was sold out would stand here. Choose a longer period to see more of them.")
  })
}

total_cards <- function(totals) {
  view$cards$value_cards(
    view$cards$figure_card("searches-total", view$tables$count_column("Searches", totals$searches),
      figure = "searches, zero rate"),
    view$cards$figure_card("searches-queries", view$tables$count_column("Queries", totals$queries),
      figure = "queries, searchers"),
    view$cards$figure_card("searches-zero", view$tables$share_column("Found nothing", totals$zero_rate),
      sentence(written_count(totals$zero_results), " searches"), "searches, zero rate"),
    view$cards$figure_card("searches-clicked",
      view$tables$share_column("Click-through", totals$click_rate), figure = "click-through"),
    view$cards$figure_card("searches-orders",
      view$tables$count_column("Orders after search", totals$orders),
      figure = "clicks, orders, revenue after a search")
  )
}

queries_columns <- function(data) {
  list(
    query = view$tables$known_column("Query", data$query),
    searches = view$tables$count_column("Searches", data$searches),
    searchers = view$tables$count_column("Visitors", data$searchers, "searchers"),
    results_avg = view$tables$decimal_column("Mean results", data$results_avg),
    zero_rate = view$tables$share_column("Found nothing", data$zero_rate, "zero rate"),
    click_rate = view$tables$share_column("Click-through", data$click_rate),
    orders = view$tables$count_column("Orders", data$orders),
    conversion = view$tables$share_column("Orders by searches", data$conversion)
  )
}

nothing_columns <- function(data) {
  list(
    query = view$tables$known_column("Query", data$query),
    zero_results = view$tables$count_column("Found nothing", data$zero_results, "zero rate"),
    zero_rate = view$tables$share_column("Of searches", data$zero_rate, "zero rate")
  )
}

money_columns <- function(data) {
  list(
    query = view$tables$known_column("Query", data$query),
    orders = view$tables$count_column("Orders", data$orders),
    net = view$tables$money_column("Net revenue", data$net, data$currency, "revenue after a search"),
    currency = view$tables$text_column("Currency", currency_name(data$currency))
  )
}

CAUSES <- c(zero_results = "Search found nothing", out_of_stock = "Sold out")

lost_columns <- function(data) {
  list(
    what = view$tables$known_column("Query or product", data$what),
    cause = view$tables$text_column("Cause", unname(CAUSES[data$cause])),
    occasions = view$tables$count_column("Occasions", data$occasions, "lost demand"),
    value_each = view$tables$money_column("Each worth", data$value_each, data$currency, "lost demand"),
    lost = view$tables$money_column("Lost", data$lost, data$currency, "lost demand"),
    currency = view$tables$text_column("Currency", currency_name(data$currency))
  )
}
