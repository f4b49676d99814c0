# Cards and their parts.

# title: what the card shows; hint: its definition, in the words of the SQL function's comment.
card <- function(title, ..., hint = NULL, controls = NULL, testid = NULL) {
  htmltools::tags$section(
    class = "ff-card", `data-testid` = testid, `aria-label` = title,
    htmltools::div(
      class = "ff-card-head",
      htmltools::div(
        htmltools::h2(title),
        if (!is.null(hint)) htmltools::p(class = "ff-hint", hint)
      ),
      if (!is.null(controls)) htmltools::div(class = "ff-controls", controls)
    ),
    ...
  )
}

# value: the raw figure, for machines; text: the same for people.
value_card <- function(testid, label, value, text, note = NULL, tone = NULL) {
  htmltools::div(
    class = paste(c("ff-kpi", tone), collapse = " "), `data-testid` = testid, `data-value` = value,
    htmltools::div(class = "ff-kpi-label", label),
    htmltools::div(class = "ff-kpi-value", text),
    if (!is.null(note)) htmltools::div(class = "ff-kpi-note", note)
  )
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

nothing_here <- function(what) {
  empty_note(
    what,
    "Choose a longer period or fewer filters. New events show up after the next ETL run."
  )
}

# A chart that gives way to a note where there is nothing to draw.
chart_output <- function(id, label, height = "320px") {
  htmltools::div(
    class = "ff-chart", role = "img", `aria-label` = label,
    plotly::plotlyOutput(id, height = height)
  )
}
