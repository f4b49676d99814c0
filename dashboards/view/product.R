# One product: its course, its price, where it was seen, and what else its viewers bought.

ui <- function(id, product, close) {
  ns <- shiny::NS(id)
  htmltools::tags$section(
    class = "ff-one", `aria-label` = paste("Product", product), `data-testid` = "product",
    htmltools::div(
      class = "ff-card-head",
      htmltools::h2(class = "ff-one-title", shiny::textOutput(ns("title"), inline = TRUE)),
      shiny::actionButton(close, "Close", class = "ff-button")
    ),
    htmltools::p(class = "ff-hint", shiny::textOutput(ns("name"), inline = TRUE)),
    view$panel$ui(ns("trend"), "Course", is_large = TRUE,
      figures = c("product views, adds, removes", "orders of a product", "product units, revenue"),
      chart = "Views, adds and orders of the product by day"),
    htmltools::div(
      class = "ff-columns",
      view$panel$ui(ns("prices"), "Price history", figures = "price history", is_large = TRUE,
        hint = "All prices that were seen, whatever the filters."),
      view$panel$ui(ns("lists"), "Lists it was seen in", figures = "list views, position, click rate", is_large = TRUE,
        hint = "The chosen period in days of the shop's zone, whatever the other filters."),
      view$panel$ui(ns("bought"), "What its viewers bought",
        figures = "what its viewers bought", is_large = TRUE, hint = "Whatever category and brand.")
    )
  )
}

# product: reactive id, "" for none; name_of: function of an id that gives what the products' table calls it.
server <- function(id, ask, filters, palette, product, name_of) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    # What is shown of one product is not left under another one's name while that waits for its turn.
    for_product <- function(value) {
      shown <- ""
      shiny::reactive({
        wanted <- shiny::req(product())
        data <- tryCatch(value(wanted), shiny.output.cancel = function(waits) {
          if (shown != wanted) class(waits) <- setdiff(class(waits), "shiny.output.cancel")
          stop(waits)
        })
        shown <<- wanted
        data
      })
    }
    of_product <- function(query, ...) for_product(function(wanted) ask(query(filters(), wanted, ...)))
    name <- for_product(name_of)
    output$title <- shiny::renderText(product())
    output$name <- shiny::renderText(name())
    view$panel$server("trend", of_product(product_trend_query), trend_columns, filters, palette,
      "product-trend",
      plot = function(data, colours, width) {
        lines_plot(data, "day", c("Views" = "views", "Added to cart" = "adds", "Orders" = "orders"),
          colours)
      })
    view$panel$server("prices", of_product(price_history_query), price_columns, filters, palette,
      "product-prices", empty = "No price was seen yet.",
      advice = "It comes with the first event that names the product's price, after the next ETL run.")
    view$panel$server("lists", of_product(seen_in_lists_query), list_columns, filters, palette,
      "product-lists", empty = "It was in no list.",
      advice = "Lists come with product_list_view events. Choose a longer period to see more of them.")
    view$panel$server("bought", list(
      shown = of_product(also_bought_query, ALSO_BOUGHT_SHOWN), limit = ALSO_BOUGHT_SHOWN,
      whole = function() ask(also_bought_query(filters(), product()), keep = FALSE)
    ), bought_columns, filters, palette,
      "product-bought", empty = "Its viewers bought nothing else.")
  })
}

trend_columns <- function(data) {
  list(
    day = view$tables$day_column("Day", data$day),
    views = view$tables$count_column("Views", data$views, "product views"),
    adds = view$tables$count_column("Added", data$adds, "adds"),
    removes = view$tables$count_column("Removed", data$removes, "removes"),
    orders = view$tables$count_column("Orders", data$orders, "orders of a product"),
    units = view$tables$quantity_column("Units", data$units, "product units")
  )
}

price_columns <- function(data) {
  list(
    valid_from = view$tables$time_column("From", data$valid_from),
    valid_to = view$tables$time_column("To", data$valid_to, none = "now"),
    price = view$tables$money_column("Price", data$price, data$currency, "price history"),
    discount_price = view$tables$money_column("Reduced to", data$discount_price, data$currency, "price history"),
    currency = view$tables$text_column("Currency", data$currency)
  )
}

list_columns <- function(data) {
  list(
    list = view$tables$text_column("List", data$list),
    list_views = view$tables$count_column("Shown", data$list_views, "list views"),
    position_avg = view$tables$decimal_column("Mean place", data$position_avg, "position"),
    clicks = view$tables$count_column("Clicks", data$clicks, "click rate"),
    click_rate = view$tables$share_column("Click rate", data$click_rate)
  )
}

bought_columns <- function(data) {
  list(
    product_id = view$tables$text_column("Product", data$product_id),
    name = view$tables$text_column("Name", data$name),
    buyers = view$tables$count_column("Buyers", data$buyers, "what its viewers bought"),
    share = view$tables$share_column("Of viewers", data$share, "what its viewers bought")
  )
}
