# What Overview says to whoever opens it, asked before anybody does: after each ETL run the first one would wait for all of its questions.

# From now on, outside of all sessions. filters: function that gives those of an address without any.
prepare <- function(ask, filters) {
  shiny::observe({
    shiny::invalidateLater(LOOK_AGAIN_MILLISECONDS, session = NULL)
    opened <- filters()
    # each of them waits for its turn by itself
    try_to <- function(...) tryCatch(ask(...), error = function(problem) NULL)
    for (sql in view$overview$first_questions(opened)) try_to(sql, at_once = TRUE)
    for (sql in view$overview$further_questions(opened)) try_to(sql)
  })
}
