# The warehouse as the app sees it: ask(sql) gives a data frame, version() says when to ask again.
# Both throw warehouse_unreachable or warehouse_refused, whose messages may be shown.

open_warehouse <- function(database, connect = open_connection, now = Sys.time) {
  state <- new.env(parent = emptyenv())
  state$connection <- NULL
  state$outages <- 0L
  state$version <- ""
  forget_answers(state, now)

  ask_now <- function(sql) ask_with_reconnect(state, sql, function() connect(database))
  list(
    ask = function(sql, keep = TRUE) {
      if (!keep) return(ask_now(sql))
      if (answers_are_stale(state, now)) forget_answers(state, now)
      if (is.null(state$answers[[sql]])) state$answers[[sql]] <- ask_now(sql)
      state$answers[[sql]]
    },
    # An outage is part of the version, so that whoever was turned away asks again afterwards.
    version = function() {
      version <- paste0(ask_now(version_query())$version, "/", state$outages)
      if (version != state$version) forget_answers(state, now)
      state$version <- version
      version
    },
    close = function() close_connection(state$connection)
  )
}

forget_answers <- function(state, now) {
  state$answers <- new.env(parent = emptyenv())
  state$answered_since <- now()
}

answers_are_stale <- function(state, now) {
  age <- difftime(now(), state$answered_since, units = "secs")
  age > ANSWER_LIFETIME_SECONDS || length(state$answers) >= ANSWERS_KEPT
}

# A connection that the server closed looks alive until it is used, so a second try is due.
ask_with_reconnect <- function(state, sql, connect) {
  for (try_number in 1:2) {
    connect_if_needed(state, connect)
    answer <- tryCatch(run_query(state$connection, sql), error = identity)
    if (!inherits(answer, "error")) return(answer)
    if (is_alive(state$connection)) {
      message("Refused by the warehouse: ", conditionMessage(answer))
      stop(warehouse_refused(explain_refusal(conditionMessage(answer))))
    }
    close_connection(state$connection)
    state$connection <- NULL
  }
  note_outage(state, conditionMessage(answer))
}

connect_if_needed <- function(state, connect) {
  if (!is.null(state$connection)) return()
  state$connection <- tryCatch(connect(), error = function(problem) {
    note_outage(state, conditionMessage(problem))
  })
}

note_outage <- function(state, why) {
  state$outages <- state$outages + 1L
  message("The warehouse does not answer: ", trimws(why))
  stop(warehouse_unreachable("The warehouse does not answer."))
}
