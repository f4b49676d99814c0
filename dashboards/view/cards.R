# Cards and their parts.

# title: what the card shows; hint: its definition, in the words of the SQL function's comment.
# figures: names of docs/metrics.md that the (i) beside the title explains.
card <- function(title, ..., hint = NULL, controls = NULL, testid = NULL, figures = NULL) {
  htmltools::tags$section(
    class = "ff-card", `data-testid` = testid, `aria-label` = title,
    htmltools::div(
      class = "ff-card-head",
      htmltools::div(
        htmltools::div(class = "ff-title", htmltools::h2(title), view$definitions$info(figures)),
        if (!is.null(hint)) htmltools::p(class = "ff-hint", hint)
      ),
      if (!is.null(controls)) htmltools::div(class = "ff-controls", controls)
    ),
    ...
  )
}

# value: the raw figure, for machines; text: the same for people; format: as in tables.R; figure: its
# name in docs/metrics.md.
value_card <- function(testid, label, value, text, note = NULL, tone = NULL, format = NULL,
                       figure = NULL, extra = NULL) {
  htmltools::div(
    class = paste(c("ff-kpi", tone), collapse = " "), `data-testid` = testid, `data-value` = value,
    htmltools::div(class = "ff-kpi-label", label),
    htmltools::div(
      class = "ff-kpi-value",
      if (is.null(format)) text else {
        htmltools::span(`data-value` = value, `data-format` = format, text)
      }
    ),
    if (!is.null(note)) htmltools::div(class = "ff-kpi-note", note),
    extra,
    # last, so that the figure is read before its definition
    view$definitions$info(figure)
  )
}

# A card of a count, share or the like, by its column of tables.R.
figure_card <- function(testid, column, note = NULL, figure = NULL) {
  value_card(testid, column$label, format_plain(column$value), column$text, note,
    format = column$format, figure = figure %||% column$label)
}

# layout: a class of www/cards.css, where the cards should fill whole rows.
value_cards <- function(..., layout = NULL) {
  htmltools::div(class = paste(c("ff-kpis", layout), collapse = " "), ...)
}

# A choice among few, beside a card's title. Its label is there for screen readers.
switch_input <- function(id, label, choices, selected) {
  htmltools::div(
    class = "ff-switch",
    shiny::radioButtons(id, label, choices, selected, inline = TRUE)
  )
}

# What stands in a card that has nothing to show, with what to do about it.
empty_note <- function(what, advice) {
  htmltools::div(class = "ff-empty", htmltools::strong(what), htmltools::p(advice))
}

nothing_here <- function(what, advice = NULL) {
  empty_note(what, advice %||% "Choose a longer period or fewer filters. New events show up after the next ETL run.")
}

# A chart that gives way to a note where there is nothing to draw.
chart_output <- function(id, label, height = "320px") {
  htmltools::div(
    class = "ff-chart", role = "img", `aria-label` = label,
    plotly::plotlyOutput(id, height = height)
  )
}

# As plotly::renderPlotly, of a plot of logic/plots*.R.
render_chart <- function(plot) {
  drawn <- bquote(drawn_plot(.(substitute(plot))))
  htmlwidgets::shinyRenderWidget(drawn, plotly::plotlyOutput, parent.frame(), quoted = TRUE)
}

# A page's heading, and which filters leave it unchanged, since silence would be taken for a filter.
heading <- function(title, unfiltered = NULL) {
  htmltools::tagList(
    htmltools::h1(title),
    if (!is.null(unfiltered)) htmltools::p(class = "ff-hint ff-unfiltered", unfiltered)
  )
}

# Countries come from DB-IP's free database, whose licence asks for this link (docs/metrics.md).
country_source <- function() {
  htmltools::p(
    class = "ff-hint",
    htmltools::a(href = "https://db-ip.com", rel = "noreferrer", "IP Geolocation by DB-IP")
  )
}
