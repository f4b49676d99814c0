# How modules ask the warehouse: an outage leaves what is on the page and a banner says so; a
# question that cannot be answered says why in its own place.

# heartbeat: reactive that changes when the ETL has changed the data and when the warehouse is back; turns: view$turns$open(), without which
# a question is answered at once. Returns a function of the question; at_once: before what waits for its turn, for what is quick and for key
# figures: where R answers all itself, in the same moment; is_long: what the rest of a page would wait for, begun before its turn. What is not kept
# never waits.
asker <- function(warehouse, heartbeat, turns = NULL) {
  refused <- list(beat = NULL)
  function(sql, keep = TRUE, at_once = is.null(turns), is_long = FALSE) {
    beat <- heartbeat()
    if (!identical(refused$beat, beat)) refused <<- list(beat = beat)
    tryCatch(
      {
        # by the beat, too: what failed before it may not fail again; by its hurry, since what is drawn of a hurried answer need not be sent
        # with it: who asks the same without hurry finds it answered in a turn of his own
        may_wait <- keep && !is.null(turns) && (!at_once || isTRUE(warehouse$places > 0))
        if (may_wait && !warehouse$knows(sql)) {
          kind <- if (at_once) "hurried" else if (is_long) "long" else "question"
          turns$wait_for(key_of(c(beat, sql, at_once)), question_to(warehouse, sql, function() if (!at_once) refused[[key_of(sql)]]), kind)
        }
        warehouse$ask(sql, keep)
      },
      warehouse_unreachable = function(problem) shiny::req(FALSE, cancelOutput = TRUE),
      warehouse_refused = function(problem) {
        if (at_once) refused[[key_of(sql)]] <<- problem
        shiny::validate(shiny::need(FALSE, conditionMessage(problem)))
      }
    )
  }
}

# Answers to several questions, which are asked at the same time.
ask_together <- function(ask, questions, ...) {
  for (sql in questions) tryCatch(ask(sql, ...), waits_for_turn = function(waits) NULL)
  lapply(questions, ask, ...)
}

# refusal: function that gives what was refused to the hurried who asked the same, which is not worth another try before the data has changed.
question_to <- function(warehouse, sql, refusal) {
  list(start = function(then) if (is.null(refusal())) warehouse$ask_soon(sql, then) else then(refusal()), now = function() warehouse$ask(sql))
}

# What a card shows the first rows of, while a download has all. query: function of how many, NULL for all. These are not kept, being many,
# and asked for at once: a download cannot wait for its turn.
first_rows <- function(ask, limit, query) {
  list(shown = shiny::reactive(ask(query(limit))), whole = function() ask(query(NULL), keep = FALSE), limit = limit)
}

# One for all sessions, so that ten open pages still look only once.
shared_heartbeat <- function(warehouse) {
  look <- function() {
    tryCatch(warehouse$version(), warehouse_unreachable = function(problem) "unreachable",
      warehouse_refused = function(problem) conditionMessage(problem))
  }
  shiny::reactivePoll(HEARTBEAT_MILLISECONDS, NULL, look, look)
}

# since: answer of dropped_facts_query. Folded, since it stands there every morning.
dropped_notice <- function(since) {
  if (nrow(since) == 0) return(NULL)
  htmltools::tags$details(
    class = "ff-notice", `data-testid` = "dropped-notice",
    htmltools::tags$summary(sentence("Single events before ", written_day(as.Date(since$since)), " are gone.")),
    htmltools::p(paste(
      "The shop keeps them for a limited time (footfall retain). Sessions, orders, carts and what was added up by day",
      "go back further. Events by name, losses and sessions' funnels of own steps do for visits that lie in the period whole.",
      "Pages, products, searches and journeys begin there; so does what is filtered by category or brand, and events of days in",
      "another time zone than the shop's."
    ))
  )
}

outage_banner <- function(heartbeat) {
  if (heartbeat != "unreachable") return(NULL)
  htmltools::div(
    class = "ff-banner", role = "alert", `data-testid` = "outage-banner",
    htmltools::strong("The warehouse does not answer."),
    paste0(
      "These dashboards try again every ", HEARTBEAT_MILLISECONDS / 1000, " seconds. ",
      "Until then the figures are from before, whatever the filters say. Check that PostgreSQL ",
      "runs (footfall doctor) and that FOOTFALL_DASH_DATABASE_URL is right."
    )
  )
}
