# Plain tables. Every cell is text; data-value carries the raw figure.

# text: what people read, one a row; value: the raw figure, where the column has one.
column <- function(label, text, value = NULL) list(label = label, text = text, value = value)

# columns: named list of column(); the first one names the row.
html_table <- function(testid, caption, columns) {
  htmltools::div(
    class = "ff-table-wrap", tabindex = "0", role = "region",
    `aria-label` = paste("Table:", caption),
    htmltools::tags$table(
      class = "ff-table", `data-testid` = testid,
      htmltools::tags$caption(class = "visually-hidden", caption),
      htmltools::tags$thead(htmltools::tags$tr(lapply(columns, header_cell))),
      htmltools::tags$tbody(lapply(seq_along(columns[[1]]$text), table_row, columns = columns))
    )
  )
}

header_cell <- function(column) {
  htmltools::tags$th(scope = "col", class = if (!is.null(column$value)) "ff-number", column$label)
}

table_row <- function(row, columns) {
  key <- as.character(columns[[1]]$value[row] %||% columns[[1]]$text[row])
  cells <- lapply(names(columns), function(name) table_cell(name, columns[[name]], row))
  htmltools::tags$tr(`data-row` = key, cells)
}

table_cell <- function(name, column, row) {
  htmltools::tags$td(
    `data-column` = name,
    `data-value` = if (!is.null(column$value)) format_plain(column$value[row]),
    class = if (!is.null(column$value)) "ff-number",
    column$text[row]
  )
}

count_column <- function(label, count) column(label, format_count(count), count)

share_column <- function(label, share) column(label, format_share(share), share)

text_column <- function(label, text) column(label, ifelse(is.na(text), NO_FIGURE, text))

# A chart's own figures below it, so that both can be read and always agree.
figures_as_table <- function(table) {
  htmltools::tags$details(
    class = "ff-details",
    htmltools::tags$summary("Figures as a table"),
    table
  )
}
