# A card that shows one answer of the warehouse: as a chart, as a table, and as CSV. All three are
# made of the same rows, so they cannot differ.

# title, hint, controls: as card(); figures: names of docs/metrics.md that the (i) explains; chart:
# what the chart shows, in words, where there is one.
ui <- function(id, title, hint = NULL, figures = NULL, chart = NULL, height = "320px",
               controls = NULL, above = NULL) {
  ns <- shiny::NS(id)
  view$cards$card(
    title, hint = hint, figures = figures,
    controls = htmltools::tagList(
      controls,
      # Debian's shiny gives the link no role, and without a file no address.
      shiny::downloadLink(ns("csv"), "CSV", class = "ff-csv",
        `aria-label` = paste("Download as CSV:", title))
    ),
    above,
    if (!is.null(chart)) view$cards$chart_output(ns("chart"), chart, height),
    shiny::uiOutput(ns("table"))
  )
}

# data: reactive data frame; columns: function of it that gives a named list of column(); plot:
# function of data and palette, where there is a chart; name: of the table in tests and of the file.
# empty: what is said where there are no rows; advice: what to do then, where a longer period is not what helps.
server <- function(id, data, columns, filters, palette, name, plot = NULL,
                   empty = "There is nothing in this period.", advice = NULL, link_to = NULL) {
  stopifnot(shiny::is.reactive(data), is.function(columns), shiny::is.reactive(filters))
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
      table <- view$tables$html_table(paste0(name, "-table"), name, columns(shown), of = nrow(data()))
      if (!is.null(link_to)) {
        table <- htmltools::div(`data-link` = link_to, table)
      }
      if (is.null(plot)) table else view$tables$figures_as_table(table, nrow(data()))
    })
    output$csv <- shiny::downloadHandler(
      filename = function() paste0(name, "_", filters()$from, "_", filters()$to, ".csv"),
      content = function(file) write_csv(view$turns$finished(data), file),
      contentType = "text/csv; charset=utf-8"
    )
  })
}
