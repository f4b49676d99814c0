# A table's downloads: CSV for spreadsheets, and Parquet for programs where a table may be large.

# Stands among a card's controls; title: the card's.
links <- function(ns, title, is_large = FALSE) {
  link <- function(id, kind) {
    # Debian's shiny gives the link no role, and without a file no address.
    shiny::downloadLink(ns(id), kind, class = "ff-download", `aria-label` = paste0("Download as ", kind, ": ", title))
  }
  htmltools::tagList(link("csv", "CSV"), if (is_large) link("parquet", "Parquet"))
}

# rows: function that gives all rows, or a reactive of them; columns: as in panel.R; name: of the files.
serve <- function(output, session, name, filters, rows, columns) {
  offer <- function(ending, type, write) {
    shiny::downloadHandler(
      filename = function() paste0(name, "_", filters()$from, "_", filters()$to, ".", ending),
      content = function(file) or_say_why(write(view$turns$finished(rows), file), session),
      contentType = type
    )
  }
  output$csv <- offer("csv", "text/csv; charset=utf-8", write_csv)
  output$parquet <- offer("parquet", "application/vnd.apache.parquet", function(data, file) {
    write_parquet(data, file, whole = counts_of(columns(data[0, , drop = FALSE])))
  })
}

# The driver gives counts as doubles; which are counts is the table's knowledge, and does not depend on the values of today.
counts_of <- function(columns) {
  names(columns)[vapply(columns, function(column) identical(column$format, "count"), NA)]
}

# The browser says of a failed download only that it failed. Each question has the time that it has on the page, since nobody else is
# answered meanwhile.
or_say_why <- function(made, session) {
  tryCatch(made, error = function(problem) {
    shiny::showNotification(paste("There is no download.", why_not(problem)), duration = NULL, type = "error", session = session)
    stop(problem)
  })
}

# In words that may be shown; of what nobody foresaw the log has more.
why_not <- function(problem) {
  if (inherits(problem, "validation")) return(conditionMessage(problem))
  if (inherits(problem, "shiny.silent.error")) return("The warehouse does not answer.")
  message("A download failed: ", conditionMessage(problem))
  "It could not be written. The dashboards' log says why."
}
