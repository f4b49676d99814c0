# Turns: R answers one question after the other, and Shiny sends what a session shows when all of it is made. So what can wait has turns, one
# queue for all sessions: it is made and sent in a moment of its own. Cards and tables come one by one, and everybody's key figures before
# anybody's tables.

# run_later: function of work and seconds; now: gives seconds. Returns three functions.
# ask_for(who, work): work is called when it is its turn; of two that somebody asked for the later one, in the place of the first.
# wait_for(key, work): never returns; whoever has the answer of this key does not call it. It lets the reactive go that calls it, which is
# called again when work was done, as are all that wait for the same. What work throws, every one of them gets.
# pause(seconds): nobody's turn comes until then, but TURN_PAUSE_SECONDS_MAX after the last one at the latest.
open <- function(run_later = later::later, now = function() proc.time()[["elapsed"]]) {
  waiting <- list()
  entries <- new.env(parent = emptyenv())
  is_due <- FALSE
  pause <- NULL
  give_later <- function() {
    if (is_due || length(waiting) == 0) return()
    is_due <<- TRUE
    # twice: between two of them Shiny looks for timers that are over, as those of filters are
    run_later(function() run_later(give, 0), 0)
  }
  give <- function() {
    left <- if (is.null(pause)) 0 else min(pause) - now()
    # more than that is left only where the clock was set back
    if (left > 0 && left <= TURN_PAUSE_SECONDS_MAX) return(run_later(give, left))
    pause <<- NULL
    is_due <<- FALSE
    if (length(waiting) == 0) return()
    work <- waiting[[1]]
    waiting <<- waiting[-1]
    on.exit(give_later())
    work()
  }
  ask_for <- function(who, work) {
    waiting[[who]] <<- work
    give_later()
  }
  enter <- function(key, work) {
    entry <- new_entry(work)
    entry$forget <- function() rm(list = key, envir = entries)
    entry$work_now <- function() {
      waiting[[key]] <<- NULL
      do_work(entry, run_later)
    }
    entries[[key]] <- entry
    ask_for(key, function() do_work(entry, run_later))
    entry
  }
  wait_for <- function(key, work) {
    entry <- entries[[key]] %||% enter(key, work)
    note_waiter(entry)
    entry$is_done() # called again when it is
    stop(entry$problem %||% waits_for_turn(entry$work_now))
  }
  # when it ends, and when it ends whoever goes on asking for more
  pause_for <- function(seconds) {
    end <- if (is.null(pause) || length(waiting) == 0) c(asked = -Inf, latest = now() + TURN_PAUSE_SECONDS_MAX) else pause
    end[["asked"]] <- max(end[["asked"]], now() + seconds)
    pause <<- end
  }
  list(ask_for = ask_for, wait_for = wait_for, pause = pause_for)
}

new_entry <- function(work) {
  entry <- new.env(parent = emptyenv())
  entry$work <- work
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

do_work <- function(entry, run_later) {
  is_over <- function(session) !is.null(session) && session$isClosed()
  # a tab that was closed asks no more
  if (entry$waiters == 0 || all(vapply(entry$sessions, is_over, NA))) return(entry$forget())
  entry$problem <- tryCatch({
    entry$work()
    NULL
  }, error = identity)
  # who was refused asks again, but not in the same breath
  if (is.null(entry$problem)) entry$forget() else run_later(entry$forget, 1)
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
