# Turns: R does one thing after the other, and Shiny sends what a session shows when all of it is made. So what can wait has turns, one queue
# for all sessions: it is made and sent in a moment of its own. Cards and tables come one by one, and everybody's key figures before anybody's
# tables. Where other processes answer questions, some are under way at once.

# run_later: function of work and seconds; now: gives seconds; places: questions that may be under way at once, the last place for hurried ones.
# Returns three functions.
# ask_for(who, work): work is called when it is its turn; of two that somebody asked for the later one, in the place of the first.
# wait_for(key, question, kind): kind is "question", "hurried", or "long", of which one is begun before its turn. Never returns; whoever has the
# answer of this key does not call it. It lets the reactive go that calls
# it, which is called again when it is answered, as are all that wait for the same. question: two functions, start(then), which calls then with
# NULL or a problem when it is answered, and now(), for who cannot wait. What is thrown, every one of them gets.
# pause(seconds): nobody's turn comes until then but what is hurried, and TURN_PAUSE_SECONDS_MAX after the last one at the latest.
open <- function(run_later = later::later, now = function() proc.time()[["elapsed"]], places = 1) {
  waiting <- list()
  entries <- new.env(parent = emptyenv())
  is_due <- FALSE
  pause <- NULL
  under_way <- c(hurried = 0, question = 0, long = 0)
  give_later <- function() {
    if (is_due || length(waiting) == 0) return()
    is_due <<- TRUE
    # twice: between two of them Shiny looks for timers that are over, as those of filters are
    run_later(function() run_later(give, 0), 0)
  }
  seconds_left <- function() {
    left <- if (is.null(pause)) 0 else min(pause) - now()
    # more than that is left only where the clock was set back
    if (left > 0 && left <= TURN_PAUSE_SECONDS_MAX) return(left)
    pause <<- NULL
    0
  }
  give <- function() {
    left <- seconds_left()
    is_due <<- FALSE
    who <- next_turn(waiting, left > 0, under_way, places)
    if (is.null(who)) {
      if (left > 0 && length(waiting) > 0) run_later(give, left)
      return()
    }
    work <- waiting[[who]]$work
    waiting[[who]] <<- NULL
    on.exit(give_later())
    work()
  }
  begin <- function(entry, kind) {
    under_way[[kind]] <<- under_way[[kind]] + 1
    entry$start(function(problem) {
      under_way[[kind]] <<- under_way[[kind]] - 1
      settle(entry, problem, run_later)
      give_later()
    })
  }
  enter <- function(key, question, kind) {
    entry <- new_entry(question$start)
    entry$forget <- function() if (identical(entries[[key]], entry)) rm(list = key, envir = entries)
    entry$work_now <- function() {
      waiting[[key]] <<- NULL
      settle(entry, problem_of(question$now), run_later)
    }
    entries[[key]] <- entry
    # a tab that was closed asks no more
    work <- function() if (is_left(entry)) entry$forget() else begin(entry, kind)
    waiting[[key]] <<- list(work = work, kind = kind)
    give_later()
    entry
  }
  list(
    ask_for = function(who, work) {
      waiting[[who]] <<- list(work = work, kind = "moment")
      give_later()
    },
    wait_for = function(key, question, kind = "question") {
      entry <- entries[[key]] %||% enter(key, question, kind)
      note_waiter(entry)
      entry$is_done() # called again when it is
      stop(entry$problem %||% waits_for_turn(entry$work_now))
    },
    # when it ends, and when it ends whoever goes on asking for more
    pause = function(seconds) {
      end <- if (is.null(pause) || length(waiting) == 0) c(asked = -Inf, latest = now() + TURN_PAUSE_SECONDS_MAX) else pause
      end[["asked"]] <- max(end[["asked"]], now() + seconds)
      pause <<- end
    }
  )
}

# Whose turn it is of what waits; NULL: nobody's yet. under_way: questions by kind. Nothing begins while something hurried has to wait for a
# place, and no question while a hurried one is under way: it would take the warehouse's processors from it. Where several may be, one of them is
# a long one, if there is: begun last it would be all that a page waits for.
next_turn <- function(waiting, is_paused, under_way, places) {
  kinds <- vapply(waiting, `[[`, "", "kind")
  if (any(kinds == "hurried")) may <- kinds == "hurried" & sum(under_way) < places
  else if (is_paused) may <- FALSE
  else may <- kinds == "moment" | (under_way[["hurried"]] == 0 & under_way[["question"]] + under_way[["long"]] < max(1, places - 1))
  begins <- if (places > 2 && under_way[["long"]] == 0 && any(may & kinds == "long")) may & kinds == "long" else may
  if (any(begins)) names(waiting)[[which(begins)[[1]]]]
}

problem_of <- function(work) {
  tryCatch({
    work()
    NULL
  }, error = identity)
}

new_entry <- function(start) {
  entry <- new.env(parent = emptyenv())
  entry$start <- start
  entry$is_done <- shiny::reactiveVal(FALSE)
  entry$problem <- NULL
  entry$sessions <- list()
  entry$waiters <- 0
  entry
}

# Who asks for something else meanwhile waits no longer; Shiny's own reactiveTimer looks at contexts the same way.
note_waiter <- function(entry) {
  entry$sessions <- c(entry$sessions, list(shiny::getDefaultReactiveDomain()))
  entry$waiters <- entry$waiters + 1
  shiny:::getCurrentContext()$onInvalidate(function() entry$waiters <- entry$waiters - 1)
}

is_left <- function(entry) {
  is_over <- function(session) !is.null(session) && session$isClosed()
  entry$waiters == 0 || all(vapply(entry$sessions, is_over, NA))
}

settle <- function(entry, problem, run_later) {
  entry$problem <- problem
  # who was refused asks again, but not in the same breath
  if (is.null(problem)) entry$forget() else run_later(entry$forget, 1)
  entry$is_done(TRUE)
}

# To Shiny as req(FALSE, cancelOutput = TRUE): what is shown stays.
waits_for_turn <- function(work_now) {
  structure(
    class = c("waits_for_turn", "shiny.output.cancel", "shiny.silent.error", "error", "condition"),
    list(message = "", call = NULL, work_now = work_now)
  )
}

# What a reactive gives, for who cannot be called again, as a download: its turns are taken now.
finished <- function(value) {
  repeat {
    waits <- tryCatch(return(value()), waits_for_turn = identity)
    waits$work_now()
  }
}

# The value of a reactive when it is the session's turn, and nothing before its first. The page is told that what is marked as unhurried waits,
# which costs less than to let each of it go.
in_turn <- function(turns, value, session = shiny::getDefaultReactiveDomain()) {
  count <- shiny::reactiveVal(0)
  shiny::observe(priority = 100, {
    try(value(), silent = TRUE) # what is wrong is said by whoever shows it
    session$sendCustomMessage("footfall-waits", ".ff-unhurried")
    turns$ask_for(session$token, function() if (!session$isClosed()) count(shiny::isolate(count()) + 1))
  })
  shiny::eventReactive(count(), {
    shiny::req(count() > 0, cancelOutput = TRUE)
    value()
  })
}
