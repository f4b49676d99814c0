# Page Products: what was looked at, put into carts and bought.

ui <- function(id) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    htmltools::h1("Products"),
    view$cards$card(
      paste("Top", TOP_PRODUCTS_SHOWN),
      controls = htmltools::tagList(
        shiny::selectInput(ns("metric"), "Figure", PRODUCT_METRICS, "views", selectize = FALSE),
        htmltools::div(id = ns("currency_choice"), shiny::uiOutput(ns("currency_input")))
      ),
      view$cards$chart_output(ns("chart"), "The products with most of the chosen figure", "380px")
    ),
    view$cards$card(
      "All products",
      hint = paste(
        "Conversion: orders with the product by viewers. Revenue is before refunds. A product sold",
        "in two currencies has a row for each, with the same views and adds."
      ),
      controls = shiny::downloadButton(ns("download"), "Download as CSV", class = "ff-button"),
      htmltools::div(`data-testid` = "products-table", DT::DTOutput(ns("table")))
    )
  )
}

server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    products <- shiny::reactive(ask(products_query(filters())))
    currencies <- shiny::reactive(unique(currency_name(products()$currency[products()$orders > 0])))
    output$currency_input <- shiny::renderUI(currency_input(
      session$ns("currency"), currencies(), input$metric, shiny::isolate(input$currency)
    ))
    top <- shiny::reactive({
      top_products(products(), input$metric, one_of(input$currency, currencies(), currencies()[1]))
    })
    output$chart <- plotly::renderPlotly({
      shiny::validate(shiny::need(nrow(top()) > 0, "There is nothing to show for this period."))
      width <- session$clientData[[paste0("output_", session$ns("chart"), "_width")]]
      product_plot(top(), input$metric, palette(), width %||% 600)
    })
    output$table <- DT::renderDT(products_table(products()), server = TRUE)
    output$download <- shiny::downloadHandler(
      filename = function() paste0("products_", filters()$from, "_", filters()$to, ".csv"),
      content = function(file) write_csv(products(), file),
      contentType = "text/csv; charset=utf-8"
    )
  })
}

# Money, and what was sold for it, is shown for one currency at a time.
currency_input <- function(id, currencies, metric, selected) {
  if (!metric %in% SOLD_METRICS || length(currencies) < 2) return(NULL)
  shiny::selectInput(id, "Currency", currencies, one_of(selected, currencies, currencies[1]),
    selectize = FALSE)
}

# The figures before the descriptions: on a narrow screen the rest is reached by scrolling.
PRODUCT_COLUMNS <- c(
  product_id = "Product", name = "Name", views = "Views", viewers = "Viewers", adds = "Added",
  removes = "Removed", orders = "Orders", units = "Units", revenue = "Revenue",
  currency = "Currency", conversion = "Conversion", category = "Category", brand = "Brand"
)

products_table <- function(data) {
  texts <- c("product_id", "name", "category", "brand", "currency")
  number_places <- place_of(setdiff(names(PRODUCT_COLUMNS), texts))
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
      pageLength = 15,
      lengthMenu = list(c(15, 50, 100, -1), c("15", "50", "100", "All")),
      order = list(),
      autoWidth = FALSE,
      dom = "<'ff-dt-head'lf><'ff-table-wrap't><'ff-dt-foot'ip>",
      language = list(
        search = "Search", lengthMenu = "Show _MENU_", info = "_START_ to _END_ of _TOTAL_",
        infoEmpty = "", infoFiltered = "(of _MAX_)", zeroRecords = "No product matches.",
        emptyTable = "No product was looked at or bought in this period. Choose a longer one."
      ),
      columnDefs = list(
        # of two that name the same column, the first one wins
        list(targets = place_of("revenue"), render = render_number(2)),
        list(targets = place_of("conversion"), render = render_share()),
        list(targets = number_places, className = "ff-number", createdCell = keep_raw_value(),
          render = render_number(0))
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

# Shown only; sorting and searching happen on the raw figures in R.
render_number <- function(digits) {
  DT::JS(paste0(
    "function(value, type) { if (type !== 'display') return value;",
    " return value === null ? '\u2013' : Number(value).toLocaleString('en-US',",
    " { minimumFractionDigits: ", digits, ", maximumFractionDigits: Math.max(2, ", digits, ") }); }"
  ))
}

render_share <- function() {
  DT::JS(paste0(
    "function(value, type) { if (type !== 'display') return value;",
    " return value === null ? '\u2013' : (100 * value).toFixed(1) + '%'; }"
  ))
}
