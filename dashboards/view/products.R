# Page Products: what was looked at, put into carts and bought; and one product alone.

ui <- function(id, chosen = tidy_choices("Products")) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Products"),
    shiny::uiOutput(ns("one")),
    view$cards$card(
      paste("Top", TOP_PRODUCTS_SHOWN),
      figures = c("product views, adds, removes", "viewers", "orders of a product", "product units, revenue"),
      controls = htmltools::tagList(
        shiny::selectInput(ns("metric"), "Figure", PRODUCT_METRICS, chosen$figure, selectize = FALSE),
        htmltools::div(id = ns("currency_choice"), shiny::uiOutput(ns("currency_input")))
      ),
      view$cards$chart_output(ns("chart"), "The products with most of the chosen figure", "380px")
    ),
    view$cards$card(
      "All products",
      figures = c("product views, adds, removes", "viewers", "orders of a product", "product units, revenue",
        "product conversion", "cart-to-view rate", "removal rate"),
      hint = paste(
        "A product sold in two currencies has a row for each, with the same views and adds. Revenue",
        "is before refunds. A click on a product opens it."
      ),
      controls = view$downloads$links(ns, "All products", is_large = TRUE),
      htmltools::div(`data-testid` = "products-table", DT::DTOutput(ns("table")))
    ),
    htmltools::div(
      class = "ff-columns",
      view$panel$ui(ns("looked"), "Viewed much, bought little",
        figures = c("viewed much and bought little", "product views, adds, removes", "orders of a product",
          "product conversion"), is_large = TRUE),
      view$panel$ui(ns("removed"), "Removed most", is_large = TRUE,
        figures = c("product views, adds, removes", "removal rate")),
      view$panel$ui(ns("sold_out"), "Viewed while sold out", is_large = TRUE,
        figures = c("product views, adds, removes", "sold-out views"))
    )
  )
}

# opened: the address's product and currency, "" for none. Returns both and the figure, as the page's address has them.
server <- function(id, ask, filters, palette, opened = list(product = "", currency = "")) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    product <- shiny::reactiveVal(substr(opened$product, 1, PRODUCT_ID_LETTERS))
    shiny::observeEvent(input$product, product(substr(input$product, 1, PRODUCT_ID_LETTERS)))
    shiny::observeEvent(input$close, product(""))
    products <- shiny::reactive(ask(products_query(filters())))
    currencies <- shiny::reactive(unique(currency_name(products()$currency[products()$orders > 0])))
    output$currency_input <- shiny::renderUI(currency_input(
      session$ns("currency"), currencies(), input$metric, shiny::isolate(input$currency) %||% opened$currency
    ))
    top <- shiny::reactive({
      top_products(products(), input$metric, one_of(input$currency %||% opened$currency, currencies(), currencies()[1]))
    })
    output$chart <- view$cards$render_chart({
      shiny::validate(shiny::need(nrow(top()) > 0, "There is nothing to show for this period. Choose a longer one or fewer filters."))
      width <- session$clientData[[paste0("output_", session$ns("chart"), "_width")]]
      product_plot(top(), input$metric, palette(), width %||% 600)
    })
    output$table <- DT::renderDT(products_table(products(), session$ns("product")), server = TRUE)
    view$downloads$serve(output, session, "products", filters, function() plain_figures(products()), counts_columns)
    rankings(products, filters, palette, session$ns("product"))
    output$one <- shiny::renderUI({
      # without anything it would say that it is loading
      if (product() == "") return(htmltools::span(hidden = NA))
      view$product$ui(session$ns("one_product"), product(), session$ns("close"))
    })
    view$product$server("one_product", ask, filters, palette, product, function(id) name_of(products(), id))
    shiny::reactive(c(
      list(product = product()), told_choices("Products", list(figure = input$metric)),
      list(currency = told_currency(input$metric, input$currency %||% opened$currency, currencies))
    ))
  })
}

rankings <- function(products, filters, palette, link) {
  ranking <- function(id, place, figure, empty, advice = "That is how it should be.") {
    rows <- list(
      shown = shiny::reactive(ranked(products(), place, RANKED_PRODUCTS_SHOWN)), limit = RANKED_PRODUCTS_SHOWN,
      whole = function() ranked(products(), place, Inf)
    )
    view$panel$server(
      id, rows, function(data) ranking_columns(data, figure), filters, palette,
      paste0("products-", id), empty = empty, advice = advice, link_to = link
    )
  }
  ranking("looked", "bought_little_place", "conversion", "No product misses orders.",
    "Those that are viewed most would stand here, where they are bought less than others.")
  ranking("removed", "removed_place", "removal", "Nothing was taken out of a cart.")
  ranking("sold_out", "sold_out_place", "sold_out_views", "Nothing was viewed while sold out.")
}

# products: a row a product and currency. "" where it was not seen, or has no name.
name_of <- function(products, product) {
  names <- products$name[products$product_id == product]
  if (length(names) == 0 || is.na(names[1])) "" else names[1]
}

# Without what rankings need.
plain_figures <- function(products) products[!grepl("^all_|_place$", names(products))]

# What of all products is a count, units being of any size.
counts_columns <- function(products) {
  lapply(products[c("views", "viewers", "adds", "removes", "orders")], function(count) view$tables$count_column("", count))
}

# A row a product, whatever it was sold in; place: column of data; limit: up to which place.
ranked <- function(data, place, limit) {
  rows <- data[which(data[[place]] <= limit), ]
  rows <- rows[!duplicated(rows$product_id), ]
  rows <- rows[order(rows[[place]]), c("product_id", "name", "views", "adds", "removes", "all_orders", "all_conversion",
    "removal", "sold_out_views")]
  names(rows) <- sub("^all_", "", names(rows))
  rows
}

ranking_columns <- function(data, figure) {
  columns <- list(
    product_id = view$tables$link_column("Product", data$product_id),
    name = view$tables$text_column("Name", data$name),
    views = view$tables$count_column("Views", data$views, "product views")
  )
  switch(
    figure,
    conversion = c(columns, list(
      orders = view$tables$count_column("Orders", data$orders, "orders of a product"),
      conversion = view$tables$share_column("Conversion", data$conversion, "product conversion")
    )),
    removal = c(columns, list(
      removes = view$tables$count_column("Removed", data$removes, "removes"),
      removal = view$tables$share_column("Of adds", data$removal, "removal rate")
    )),
    c(columns, list(
      sold_out_views = view$tables$count_column("While sold out", data$sold_out_views, "sold-out views")
    ))
  )
}

# Money, and what was sold for it, is shown for one currency at a time.
currency_input <- function(id, currencies, metric, selected) {
  if (!metric %in% SOLD_METRICS || length(currencies) < 2) return(NULL)
  shiny::selectInput(id, "Currency", currencies, one_of(selected, currencies, currencies[1]),
    selectize = FALSE)
}

# As the address has it. currencies: reactive; while it waits for its turn, what was chosen stays.
told_currency <- function(metric, chosen, currencies) {
  if (!metric %in% SOLD_METRICS) return("")
  known <- tryCatch(currencies(), error = function(problem) c("", chosen))
  one_of(chosen, known[-1], "")
}

# The figures before the descriptions: on a narrow screen the rest is reached by scrolling.
PRODUCT_COLUMNS <- c(
  product_id = "Product", name = "Name", views = "Views", viewers = "Viewers", adds = "Added",
  removes = "Removed", orders = "Orders", units = "Units", revenue = "Revenue",
  currency = "Currency", conversion = "Conversion", cart_to_view = "Cart to view",
  removal = "Removal", category = "Category", brand = "Brand"
)

# What the figures among them, and of the chart, are called in docs/metrics.md.
PRODUCT_FIGURES <- c(
  views = "product views", viewers = "viewers", adds = "adds", removes = "removes", orders = "orders of a product",
  units = "product units", revenue = "revenue", conversion = "product conversion", cart_to_view = "cart-to-view rate",
  removal = "removal rate"
)

# link: the input that takes the id of a product that is clicked.
products_table <- function(data, link) {
  number_places <- place_of(intersect(names(PRODUCT_COLUMNS), names(PRODUCT_FIGURES)))
  DT::datatable(
    data[names(PRODUCT_COLUMNS)],
    colnames = unname(PRODUCT_COLUMNS),
    rownames = FALSE,
    escape = TRUE,
    selection = "none",
    class = "ff-table",
    # DT's Bootstrap styles name files that Debian does not package.
    style = "default",
    options = list(
      pageLength = TABLE_PAGE_ROWS,
      lengthMenu = list(
        c(TABLE_PAGE_ROWS, 50, 100, -1), c(TABLE_PAGE_ROWS, "50", "100", "All")
      ),
      order = list(),
      formatNumber = DT::JS("function(count) { return footfall.write(count, 'count'); }"),
      autoWidth = FALSE,
      dom = "<'ff-dt-head'lf><'ff-table-wrap't><'ff-dt-foot'ip>",
      language = list(
        search = "Search", lengthMenu = "Show _MENU_", info = "_START_ to _END_ of _TOTAL_",
        infoEmpty = "", infoFiltered = "(of _MAX_)", zeroRecords = "No product matches.",
        emptyTable = "No product was looked at or bought in this period. Choose a longer one."
      ),
      columnDefs = list(
        # of two that name the same column, the first one wins
        list(targets = 0, createdCell = open_product(link)),
        list(targets = place_of("revenue"), render = render_money()),
        list(targets = place_of(c("conversion", "cart_to_view", "removal")),
          render = render_share()),
        list(targets = number_places, className = "ff-number", createdCell = keep_raw_value(),
          render = render_number())
      ),
      createdRow = DT::JS("function(row, data) { row.setAttribute('data-row', data[0]); }")
    )
  )
}

# DataTables counts columns from nought.
place_of <- function(columns) match(columns, names(PRODUCT_COLUMNS)) - 1

keep_raw_value <- function() {
  DT::JS("function(cell, value) { cell.setAttribute('data-value', value === null ? '' : value); }")
}

# The id as it is, in a button: the cell's own text is already escaped, the button's is set as text.
open_product <- function(link) {
  DT::JS(paste0(
    "function(cell) { footfall.makeLink(cell, cell.textContent, '", link, "'); }"
  ))
}

# Shown only, in the viewer's language; sorting and searching happen on the raw figures in R.
render_with <- function(format) {
  DT::JS(paste0(
    "function(value, type, row) { if (type !== 'display') return value;",
    " return footfall.write(value, '", format, "', row[", place_of("currency"), "]); }"
  ))
}

render_number <- function() render_with("quantity")
render_money <- function() render_with("money")
render_share <- function() render_with("share")
