# Turns, one queue for all sessions. R answers one after the other: what can wait a moment does, each in a moment of its own, so that Shiny
# sends what one has made before the next begins, and everybody's key figures come before anybody's tables.

# pause: milliseconds before each turn; run_later: function of work and seconds. Returns ask_for(who, work): work is called when it is
# its turn; of two that somebody asked for, the later one, in the place of the first.
open_turns <- function(pause, run_later = later::later) {
  waiting <- list()
  is_due <- FALSE
  give_later <- function() {
    if (is_due || length(waiting) == 0) return()
    is_due <<- TRUE
    # twice: between two of them Shiny looks for timers that are over, as those of filters are
    run_later(function() run_later(give, 0), pause / 1000)
  }
  give <- function() {
    is_due <<- FALSE
    work <- waiting[[1]]
    waiting[[1]] <<- NULL
    on.exit(give_later())
    work()
  }
  list(ask_for = function(who, work) {
    waiting[[who]] <<- work
    give_later()
  })
}

# The value of a reactive when it is the session's turn; before its first turn nothing is shown.
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
