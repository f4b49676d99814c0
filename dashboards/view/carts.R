# Page Carts & orders: what lies in carts, what was bought, what came back.

ui <- function(id) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Carts & orders",
      "Carts are without bots, and of all categories and brands, whatever the filters. Orders count whoever placed them, bots too."),
    shiny::uiOutput(ns("rates")),
    view$panel$ui(ns("states"), "Carts by state", figures = c("cart", "cart value", "cart states", "abandonment, recovery"),
      chart = "Carts by state", height = "280px",
      hint = "Carts that were opened in the period, in the state they are in now."),
    view$panel$ui(ns("carts"), "Carts of most value", figures = c("cart value", "cart states", "items"), is_large = TRUE,
      hint = "The first of each currency, then the second of each, and so on."),
    view$panel$ui(ns("money"), "Orders and money",
      figures = c("orders", "gross, tax, shipping", "refunds", "net revenue", "average order", "refund rate")),
    view$panel$ui(ns("orders"), "Orders", is_large = TRUE,
      figures = c("orders", "total, conflicts", "refunds", "net revenue", "items")),
    htmltools::div(
      class = "ff-columns",
      view$panel$ui(ns("coupons"), "Coupons", figures = c("coupons", "net revenue", "average order"), is_large = TRUE),
      view$panel$ui(ns("issues"), "To look at", figures = "order issues", is_large = TRUE)
    )
  )
}

server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    answer <- function(query) shiny::reactive(ask(query(filters())))
    listed <- function(query) {
      view$asking$first_rows(ask, LISTED_ROWS, function(limit) query(filters(), limit))
    }
    all_of <- function(name) function(filters) ask_all(name, filters)
    figures <- answer(all_of("cart_figures"))
    output$rates <- shiny::renderUI(rate_cards(figures()[figures()$is_total, ]))
    view$panel$server("states", shiny::reactive(by_state(figures())), states_columns, filters, palette,
      "cart-states",
      plot = function(data, colours, width) {
        carts <- rowsum(as.numeric(data$carts), factor(data$state, unique(data$state)))
        bars_plot(rownames(carts), carts[, 1], "Carts", colours, width = width)
      }, empty = "No cart was opened in this period.")
    view$panel$server("carts", listed(cart_list_query), carts_columns, filters, palette, "carts",
      empty = "No cart was opened in this period.")
    view$panel$server("money", answer(all_of("order_money")), money_columns, filters, palette,
      "order-money", empty = "Nothing was bought in this period.")
    view$panel$server("orders", listed(order_list_query), orders_columns, filters, palette,
      "orders", empty = "Nothing was bought in this period.")
    view$panel$server("coupons", answer(all_of("coupon_money")), coupons_columns, filters, palette,
      "coupons", empty = "No coupon was used in this period.")
    view$panel$server("issues", listed(issue_list_query), issues_columns, filters, palette,
      "order-issues", empty = "Nothing looks wrong.",
      advice = "Conflicting reports, unknown currencies and refunds of which not all counts would stand here.")
  })
}

by_state <- function(figures) {
  figures[!figures$is_total, c("state", "currency", "carts", "value", "recovered", "recovered_hours")]
}

rate_cards <- function(rates) {
  card <- function(id, column, note = NULL, figure = NULL) {
    view$cards$figure_card(paste0("carts-", id), column, note, figure)
  }
  view$cards$value_cards(
    card("opened", view$tables$count_column("Carts opened", rates$carts), figure = "cart"),
    card("purchased", view$tables$count_column("Bought", rates$purchased), figure = "cart states"),
    card("abandonment", view$tables$share_column("Abandonment", rates$abandonment),
      sentence(written_count(rates$abandoned), " abandoned at least once"),
      "abandonment, recovery"),
    card("recovery", view$tables$share_column("Recovery", rates$recovery),
      sentence(written_count(rates$recovered), " came back"), "abandonment, recovery"),
    card("hours", view$tables$decimal_column("Hours to recover", rates$recovered_hours),
      "median of those that came back", "abandonment, recovery")
  )
}

states_columns <- function(data) {
  list(
    state = view$tables$text_column("State", data$state),
    currency = view$tables$text_column("Currency", currency_name(data$currency)),
    carts = view$tables$count_column("Carts", data$carts, "cart"),
    value = view$tables$money_column("Value", data$value, data$currency, "cart value"),
    recovered = view$tables$count_column("Came back", data$recovered, "recovery"),
    recovered_hours = view$tables$decimal_column("Hours away", data$recovered_hours, "recovery")
  )
}

carts_columns <- function(data) {
  list(
    cart = view$tables$text_column("Cart", data$cart),
    state = view$tables$text_column("State", data$state),
    value = view$tables$money_column("Value", data$value, data$currency, "cart value"),
    currency = view$tables$text_column("Currency", currency_name(data$currency)),
    item_count = view$tables$quantity_column("Items", data$item_count),
    opened_at = view$tables$time_column("Opened", data$opened_at),
    last_active_at = view$tables$time_column("Last touched", data$last_active_at)
  )
}

money_columns <- function(data) {
  money <- function(label, name, figure = label) view$tables$money_column(label, data[[name]], data$currency, figure)
  list(
    currency = view$tables$text_column("Currency", currency_name(data$currency)),
    orders = view$tables$count_column("Orders", data$orders),
    gross = money("Gross", "gross"),
    tax = money("Tax", "tax"),
    shipping = money("Shipping", "shipping"),
    refunded = money("Refunded", "refunded", "refunds"),
    net = money("Net revenue", "net"),
    average_order = money("Average order", "average_order"),
    refund_rate = view$tables$share_column("Refund rate", data$refund_rate)
  )
}

orders_columns <- function(data) {
  money <- function(label, name, figure = label) view$tables$money_column(label, data[[name]], data$currency, figure)
  list(
    order_id = view$tables$text_column("Order", data$order_id),
    ordered_at = view$tables$time_column("Placed", data$ordered_at),
    total = money("Total", "total"),
    refunded = money("Refunded", "refunded", "refunds"),
    net = money("Net", "net", "net revenue"),
    currency = view$tables$text_column("Currency", currency_name(data$currency)),
    item_count = view$tables$quantity_column("Items", data$item_count),
    coupon = view$tables$text_column("Coupon", data$coupon),
    channel = view$tables$text_column("Channel", data$channel),
    conflicts = view$tables$count_column("Conflicts", data$conflicts)
  )
}

coupons_columns <- function(data) {
  list(
    coupon = view$tables$text_column("Coupon", data$coupon),
    currency = view$tables$text_column("Currency", currency_name(data$currency)),
    orders = view$tables$count_column("Orders", data$orders, "coupons"),
    net = view$tables$money_column("Net revenue", data$net, data$currency),
    average_order = view$tables$money_column("Average order", data$average_order, data$currency)
  )
}

issues_columns <- function(data) {
  list(
    order_id = view$tables$text_column("Order", data$order_id),
    ordered_at = view$tables$time_column("Placed", data$ordered_at),
    issue = view$tables$text_column("What", data$issue),
    detail = view$tables$text_column("Detail", data$detail)
  )
}
