# A card that shows one answer of the warehouse: as a chart, as a table, and as a file. All are made
# of the same rows, so they cannot differ; where the card asks for the first ones, files have all.

# title, hint, controls: as card(); figures: names of docs/metrics.md that the (i) explains; chart:
# what the chart shows, in words, where there is one; is_large: there may be more rows than a table shows.
ui <- function(id, title, hint = NULL, figures = NULL, chart = NULL, height = "320px",
               controls = NULL, above = NULL, is_large = FALSE) {
  ns <- shiny::NS(id)
  view$cards$card(
    title, hint = hint, figures = figures,
    controls = htmltools::tagList(controls, view$downloads$links(ns, title, is_large)),
    above,
    if (!is.null(chart)) view$cards$chart_output(ns("chart"), chart, height),
    shiny::uiOutput(ns("table"))
  )
}

# data: reactive data frame, or first_rows() of asking.R; columns: function of it that gives a named list of column(); plot:
# function of data and palette, where there is a chart; name: of the table in tests and of the file.
# empty: what is said where there are no rows; advice: what to do then, where a longer period is not what helps.
server <- function(id, data, columns, filters, palette, name, plot = NULL,
                   empty = "There is nothing in this period.", advice = NULL, link_to = NULL) {
  rows <- if (shiny::is.reactive(data)) list(shown = data, whole = data, limit = Inf) else data
  data <- rows$shown
  stopifnot(shiny::is.reactive(data), is.function(rows$whole), is.function(columns), shiny::is.reactive(filters))
  shiny::moduleServer(id, function(input, output, session) {
    if (!is.null(plot)) {
      output$chart <- view$cards$render_chart({
        shiny::req(nrow(data()) > 0)
        width <- session$clientData[[paste0("output_", session$ns("chart"), "_width")]]
        plot(data(), palette(), width %||% 600)
      })
    }
    output$table <- shiny::renderUI({
      if (nrow(data()) == 0) return(view$cards$nothing_here(empty, advice))
      # rows that are not shown need no words
      shown <- utils::head(data(), TABLE_ROWS_MAX)
      table <- view$tables$html_table(paste0(name, "-table"), name, columns(shown), of = nrow(data()),
        is_cut = nrow(data()) >= rows$limit)
      if (!is.null(link_to)) {
        table <- htmltools::div(`data-link` = link_to, table)
      }
      if (is.null(plot)) table else view$tables$figures_as_table(table, nrow(data()))
    })
    view$downloads$serve(output, session, name, filters, rows$whole, columns)
  })
}
