# The (i) beside a figure or a card, with what it means.

METRICS <- read_metrics()

# figures: names as in docs/metrics.md. One that is not there shows nothing; a test keeps that from
# happening. Written once: the key figures' cards take 36 ms where their definitions are made of tags anew, and 23 where they are not.
info <- function(...) {
  figures <- c(...)
  key <- paste(figures, collapse = "; ")
  if (key == "") return(NULL)
  if (is.null(WRITTEN[[key]])) WRITTEN[[key]] <- htmltools::HTML(as.character(new_info(figures)))
  if (nzchar(WRITTEN[[key]])) WRITTEN[[key]]
}

WRITTEN <- new.env(parent = emptyenv())

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
