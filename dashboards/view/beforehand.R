# What Overview says to whoever opens it, asked before anybody does: after each ETL run the first one would wait for all of its questions.

# From now on, outside of all sessions. heartbeat: as asker() has it; filters: function that gives those of an address without any. Without
# hurry, and what fails is not asked again before the data has changed: nobody waits for it.
prepare <- function(ask, heartbeat, filters) {
  beat <- NULL
  failed <- character()
  shiny::observe({
    shiny::invalidateLater(LOOK_AGAIN_MILLISECONDS, session = NULL)
    if (!identical(beat, heartbeat())) failed <<- character()
    beat <<- heartbeat()
    if (beat == "unreachable") return()
    for (sql in setdiff(view$overview$opening_questions(filters()), failed)) {
      tryCatch(ask(sql), waits_for_turn = function(waits) NULL, error = function(problem) failed <<- c(failed, sql))
    }
  })
}
