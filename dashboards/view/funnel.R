# Page Funnel: from looking to buying, by session.

ui <- function(id) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    htmltools::h1("Funnel"),
    view$cards$card(
      "From product view to purchase",
      hint = "Sessions that did a step and all steps before it, in whatever order.",
      view$cards$chart_output(ns("chart"), "Sessions at each step of the funnel", "300px"),
      shiny::uiOutput(ns("table"))
    )
  )
}

server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    steps <- shiny::reactive(ask(funnel_query(filters())))
    output$chart <- plotly::renderPlotly(funnel_plot(steps(), palette()))
    output$table <- shiny::renderUI(funnel_table(steps()))
  })
}

funnel_table <- function(steps) {
  table <- view$tables$html_table("funnel-table", "Sessions at each step of the funnel", list(
    step = view$tables$text_column("Step", unname(STEP_NAMES[steps$step])),
    sessions = view$tables$count_column("Sessions", steps$sessions),
    dropped = view$tables$count_column("Dropped", steps$dropped),
    share_of_previous = view$tables$share_column("Of previous", steps$share_of_previous),
    share_of_first = view$tables$share_column("Of first", steps$share_of_first)
  ))
  if (steps$sessions[1] > 0) return(table)
  htmltools::tagList(view$cards$nothing_here("No session viewed a product in this period."), table)
}
