# The warehouse as the app sees it: ask(sql) gives a data frame, knows(sql) whether it would at once, version() says when to ask again.
# slowest() tells how long questions took. ask and version throw warehouse_unreachable or warehouse_refused, whose messages may be shown.
# ask_soon(sql, then) calls then when the answer is there to be asked for, with NULL or with what ask would throw; places: how many of these
# may be under way at once, 0 where R answers them itself. pool: of open_pool().

open_warehouse <- function(database, connect = open_connection, now = Sys.time, pool = NULL) {
  state <- new.env(parent = emptyenv())
  state$connection <- NULL
  state$outages <- 0L
  state$version <- ""
  state$times <- list()
  forget_answers(state, now)

  ask_now <- function(sql) {
    began <- now()
    answer <- ask_with_reconnect(state, sql, function() connect(database))
    note_time(state, sql, as.numeric(difftime(now(), began, units = "secs")))
    answer
  }
  ask <- function(sql, keep = TRUE) {
    if (!keep) return(ask_now(sql))
    if (answers_are_old(state, now)) forget_answers(state, now)
    key <- key_of(sql)
    if (is.null(state$answers[[key]])) keep_answer(state, key, ask_now(sql), now)
    state$answers[[key]]
  }
  ask_here <- function(sql, then) {
    then(tryCatch({
      ask(sql)
      NULL
    }, error = identity))
  }
  list(
    ask = ask,
    places = if (is.null(pool)) 0 else pool$places,
    ask_soon = function(sql, then) {
      if (is.null(pool)) return(ask_here(sql, then))
      if (answers_are_old(state, now)) forget_answers(state, now)
      if (!is.null(state$answers[[key_of(sql)]])) return(then(NULL))
      asked_of <- state$answers
      pool$ask(sql, function(reply) {
        # where no other process can connect, this one's connection may go on, and else says so
        if (is.null(reply) || (inherits(reply$answer, "warehouse_unreachable") && !reply$is_late)) return(ask_here(sql, then))
        note_time(state, sql, reply$seconds)
        then(take_reply(state, asked_of, sql, reply$answer, now))
      })
    },
    knows = function(sql) !answers_are_old(state, now) && !is.null(state$answers[[key_of(sql)]]),
    # An outage is part of the version, so that whoever was turned away asks again afterwards.
    version = function() {
      version <- paste0(ask_now(version_query())$version, "/", state$outages)
      if (version != state$version) forget_answers(state, now)
      state$version <- version
      version
    },
    slowest = function() slowest_questions(state$times),
    close = function() {
      close_connection(state$connection)
      if (!is.null(pool)) pool$close()
    }
  )
}

forget_answers <- function(state, now) {
  state$answers <- new.env(parent = emptyenv())
  state$answered_since <- now()
}

answers_are_old <- function(state, now) {
  difftime(now(), state$answered_since, units = "secs") > ANSWER_LIFETIME_SECONDS
}

keep_answer <- function(state, key, answer, now) {
  if (length(state$answers) >= ANSWERS_KEPT) forget_answers(state, now)
  state$answers[[key]] <- answer
}

# asked_of: the answers that were kept when it was asked; where the data has changed since, nobody wants it. Returns the problem, if any.
take_reply <- function(state, asked_of, sql, answer, now) {
  if (!inherits(answer, "error")) {
    if (identical(asked_of, state$answers)) keep_answer(state, key_of(sql), answer, now)
    return(NULL)
  }
  if (inherits(answer, "warehouse_unreachable")) state$outages <- state$outages + 1L
  answer
}

# A question's name in an environment: R knows none of more than 10,000 bytes, and a filter may hold 300 brands.
key_of <- function(question) rlang::hash(question)

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

# By the dash function or view alone: periods and filters are many, and hold what people typed.
question_of <- function(sql) {
  regmatches(sql, regexpr("dash[.][a-z_]+", sql))
}

note_time <- function(state, sql, seconds) {
  question <- question_of(sql)
  if (length(question) == 0) return()
  known <- state$times[[question]] %||% list(times = 0, sum = 0, slowest = 0)
  state$times[[question]] <- list(
    times = known$times + 1, sum = known$sum + seconds, slowest = max(known$slowest, seconds)
  )
}

slowest_questions <- function(times) {
  read <- function(name) vapply(times, `[[`, 0, name)
  questions <- data.frame(
    question = as.character(names(times)), times = read("times"), slowest = read("slowest"),
    mean = read("sum") / read("times"), row.names = NULL
  )
  questions[order(-questions$slowest), ]
}
