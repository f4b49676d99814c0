# The (i) beside a figure or a card, with what it means.

METRICS <- read_metrics()

# figures: names as in docs/metrics.md. One that is not there shows nothing; a test keeps that from
# happening.
info <- function(...) {
  figures <- c(...)
  if (length(figures) == 0) return(NULL)
  text <- WRITTEN(figures, new_info(figures))
  if (nzchar(text)) text
}

WRITTEN <- written_once()

new_info <- function(figures) {
  known <- Filter(function(figure) !is.null(definition_of(figure)), figures)
  if (length(known) == 0) return(NULL)
  htmltools::tags$details(
    class = "ff-info", `data-figures` = paste(known, collapse = "; "),
    htmltools::tags$summary(`aria-label` = paste("What is:", paste(known, collapse = "; ")), "i"),
    # many of them scroll, by keys, too
    htmltools::tags$dl(tabindex = "0", lapply(known, function(figure) {
      htmltools::tagList(
        htmltools::tags$dt(paste0(toupper(substr(figure, 1, 1)), substring(figure, 2))),
        htmltools::tags$dd(definition_of(figure))
      )
    }))
  )
}

definition_of <- function(figure) METRICS[[names_of_figure(tolower(figure))[1]]]
