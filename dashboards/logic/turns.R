# Turns: R answers one question after the other, and Shiny sends what a session shows when all of it is made. So what can wait has turns, one
# queue for all sessions: it is made and sent in a moment of its own. Cards and tables come one by one, everybody's key figures before
# anybody's tables, and nobody waits for all that another one has asked.

# run_later: function of work and seconds. Returns two functions.
# ask_for(who, work): work is called when it is its turn; of two that somebody asked for the later one, in the place of the first.
# wait_for(key, work): never returns before work was done for this key: it lets the reactive go that calls it, which is called again then,
# as are all that wait for the same. What work throws, every one of them gets.
open_turns <- function(run_later = later::later) {
  waiting <- list()
  entries <- new.env(parent = emptyenv())
  is_due <- FALSE
  give_later <- function() {
    if (is_due || length(waiting) == 0) return()
    is_due <<- TRUE
    # twice: between two of them Shiny looks for timers that are over, as those of filters are
    run_later(function() run_later(give, 0), 0)
  }
  give <- function() {
    is_due <<- FALSE
    work <- waiting[[1]]
    waiting <<- waiting[-1]
    on.exit(give_later())
    work()
  }
  ask_for <- function(who, work) {
    waiting[[who]] <<- work
    give_later()
  }
  wait_for <- function(key, work) {
    entry <- entries[[key]]
    if (is.null(entry)) {
      entry <- new_entry(work)
      entries[[key]] <- entry
      ask_for(key, function() do_work(entry, function() rm(list = key, envir = entries), run_later))
    }
    entry$sessions <- c(entry$sessions, list(shiny::getDefaultReactiveDomain()))
    entry$is_done() # called again when it is
    if (!is.null(entry$problem)) stop(entry$problem)
    shiny::req(FALSE, cancelOutput = TRUE)
  }
  list(ask_for = ask_for, wait_for = wait_for)
}

new_entry <- function(work) {
  entry <- new.env(parent = emptyenv())
  entry$work <- work
  entry$is_done <- shiny::reactiveVal(FALSE)
  entry$problem <- NULL
  entry$sessions <- list()
  entry
}

do_work <- function(entry, forget, run_later) {
  is_over <- function(session) !is.null(session) && session$isClosed()
  # a tab that was closed asks no more
  if (all(vapply(entry$sessions, is_over, NA))) return(forget())
  entry$problem <- tryCatch({
    entry$work()
    NULL
  }, error = identity)
  # who was refused asks again, but not in the same breath
  if (is.null(entry$problem)) forget() else run_later(forget, 1)
  entry$is_done(TRUE)
}

# The value of a reactive when it is the session's turn, and nothing before its first.
in_turn <- function(turns, value, session = shiny::getDefaultReactiveDomain()) {
  count <- shiny::reactiveVal(0)
  shiny::observe(priority = 100, {
    try(value(), silent = TRUE) # what is wrong is said by whoever shows it
    turns$ask_for(session$token, function() if (!session$isClosed()) count(shiny::isolate(count()) + 1))
  })
  shiny::eventReactive(count(), {
    shiny::req(count() > 0, cancelOutput = TRUE)
    value()
  })
}
