# Plain tables. Every cell is text; data-value carries the raw figure. www/tables.js lets the browser
# sort, search and page them.

# text: what people read, one a row; value: the raw figure or time, where the column has one; format: how the
# browser writes it in the viewer's language (www/language.js); currency: of
# money, one a row; figure: the value's name in docs/metrics.md, which the (i) of its card has to explain.
column <- function(label, text, value = NULL, format = NULL, currency = NULL, figure = NULL) {
  list(label = label, text = text, value = value, format = format, currency = currency, figure = figure)
}

is_figure <- function(column) !is.null(column$value) && !isTRUE(column$format %in% TIME_FORMATS)

# columns: named list of column(); the first one names the row. key: its raw values, where they are
# not what is shown. of: how many rows there are, where columns has the first TABLE_ROWS_MAX of them; is_cut: there
# may be more than was asked for.
html_table <- function(testid, caption, columns, key = NULL, of = length(columns[[1]]$text), is_cut = FALSE) {
  shown <- seq_len(min(of, TABLE_ROWS_MAX))
  htmltools::tagList(
    htmltools::div(
      class = "ff-table-wrap", tabindex = "0", role = "region",
      `aria-label` = paste("Table:", caption),
      htmltools::tags$table(
        class = "ff-table", `data-testid` = testid, `data-page-rows` = TABLE_PAGE_ROWS,
        htmltools::tags$caption(class = "visually-hidden", caption),
        htmltools::tags$thead(htmltools::tags$tr(lapply(columns, header_cell))),
        htmltools::HTML(paste0("<tbody>", table_rows(columns, shown, key), "</tbody>"))
      )
    ),
    rows_hint(of, is_cut)
  )
}

rows_hint <- function(of, is_cut) {
  if (of <= TABLE_ROWS_MAX && !is_cut) return(NULL)
  of_all <- if (of > TABLE_ROWS_MAX) list(" of ", written_count(of), if (is_cut) " or more", " rows")
  htmltools::p(class = "ff-hint", do.call(sentence, c(list("The first ", written_count(min(of, TABLE_ROWS_MAX))), of_all, list(". A download has all."))))
}

header_cell <- function(column) {
  htmltools::tags$th(scope = "col", class = if (is_figure(column)) "ff-number", column$label)
}

# Written as text, escaped, since hundreds of tag objects would take a second.
table_rows <- function(columns, rows, key) {
  if (length(rows) == 0) return("")
  first <- columns[[1]]
  names <- (key %||% if (is_figure(first)) first$value else first$text)[rows]
  cells <- lapply(names(columns), function(name) table_cells(name, columns[[name]], rows))
  # what the first page does not show is hidden from the start: the browser would lay it out before its script can hide it
  is_later <- seq_along(rows) > TABLE_PAGE_ROWS
  row_starts <- paste0("<tr data-row=\"", attribute_text(names), "\"", ifelse(is_later, " hidden", ""), ">")
  paste0(do.call(paste0, c(list(row_starts), cells)), "</tr>", collapse = "")
}

table_cells <- function(name, column, rows) {
  value <- column$value[rows]
  paste0(
    "<td data-column=\"", name, "\"",
    if (is_figure(column)) paste0(" data-value=\"", format_plain(value), "\" class=\"ff-number\"")
    else if (!is.null(value)) paste0(" data-value=\"", attribute_text(value), "\""),
    if (!is.null(column$format)) paste0(" data-format=\"", column$format, "\""),
    if (!is.null(column$currency)) {
      paste0(" data-currency=\"", attribute_text(column$currency[rows]), "\"")
    },
    ">", htmltools::htmlEscape(as.character(column$text[rows])), "</td>"
  )
}

attribute_text <- function(text) {
  htmltools::htmlEscape(ifelse(is.na(text), "", as.character(text)), attribute = TRUE)
}

# A number that names its row and measures nothing.
ordinal_column <- function(label, number) column(label, format_count(number), number, "count")

count_column <- function(label, count, figure = label) column(label, format_count(count), count, "count", figure = figure)

quantity_column <- function(label, quantity, figure = label) {
  column(label, format_quantity(quantity), quantity, "quantity", figure = figure)
}

decimal_column <- function(label, decimal, figure = label) {
  column(label, format_decimal(decimal), decimal, "decimal", figure = figure)
}

share_column <- function(label, share, figure = label) column(label, format_share(share), share, "share", figure = figure)

seconds_column <- function(label, seconds, figure = label) {
  column(label, format_seconds(seconds), seconds, "seconds", figure = figure)
}

# The amount alone: the currency has a column of its own, since money is never added across them.
money_column <- function(label, amount, currency, figure = label) {
  column(label, format_amount(amount, currency), amount, "money", currency, figure)
}

# Formats of www/language.js that are no figures: they stand on the left, and sort by their raw text or number.
TIME_FORMATS <- c("day", "month", "time", "weekday", "hour")

# time: ISO text on the clocks of the chosen zone, as CSV has it. none: what is said where there is none.
time_column <- function(label, time, format = "time", none = NO_FIGURE) {
  column(label, ifelse(is.na(time), none, time), time, format)
}

day_column <- function(label, day) time_column(label, day, "day")

# weekday: 1 is Monday
weekday_column <- function(label, weekday) column(label, WEEKDAYS[weekday], weekday, "weekday")

hour_column <- function(label, hour) column(label, sprintf("%02d:00", as.integer(hour)), hour, "hour")

text_column <- function(label, text) column(label, ifelse(is.na(text), NO_FIGURE, text))

# As text_column, for properties of visits that may not be known.
known_column <- function(label, text) {
  column(label, ifelse(is.na(text) | text == "", "(not known)", text))
}

# A cell that leads somewhere: www/tables.js makes it a button that sets the input of that name.
link_column <- function(label, text) {
  known <- known_column(label, text)
  known$format <- "link"
  known
}

# A chart's own figures below it, so that both can be read and always agree; a few need no click.
figures_as_table <- function(table, count) {
  htmltools::tags$details(
    class = "ff-details", open = if (count <= OPEN_ROWS_MAX) NA,
    htmltools::tags$summary("Figures as a table"),
    table
  )
}
