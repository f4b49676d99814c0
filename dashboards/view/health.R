# Page Health: whether the figures can be trusted.

# What becomes of the lines of the lake, in docs/metrics.md.
LINES <- "objects, received, loaded, duplicate, rejected, erased"

NUMBERED <- "The tracker numbers them. Choose a longer period or fewer filters to see visits that it reported."

# Ages on this page grow while nothing else happens.
ui <- function(id) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Health",
      "Freshness, loading and balance are those of the whole shop, whatever the filters; the time zone names the hours."),
    shiny::uiOutput(ns("state")),
    view$panel$ui(ns("runs"), "Last ETL runs", figures = c("took", LINES), is_large = TRUE,
      hint = "The newest first, whatever the filters."),
    view$panel$ui(
      ns("balance"), "Balance of the lake by hour", figures = c("balance", LINES), is_large = TRUE,
      hint = paste("By the hour of receipt, the newest first, whatever the filters: loaded + duplicate + rejected + erased is what",
        "was received.")
    ),
    view$panel$ui(
      ns("rejected"), "Refused events by reason", figures = "refused events",
      hint = "Received in the chosen period, whatever the other filters. Each with the newest sample of what was sent."
    ),
    htmltools::div(
      class = "ff-columns",
      view$panel$ui(ns("lost"), "Lost on the way", figures = "lost events", is_large = TRUE,
        hint = "By gaps in the numbers of sessions' events, with bots, whatever category and brand."),
      view$panel$ui(ns("browsers"), "Lost by browser", figures = "lost events",
        hint = "By browser, those that lose most first; with bots, whatever category and brand.")
    ),
    view$panel$ui(ns("bots"), "Bots", figures = "bots",
      hint = "Sessions of the period by the reason of their mark, whether bots are included or not."),
    view$panel$ui(ns("restated"), "Past days that changed", figures = "restatement", is_large = TRUE,
      hint = "The newest change first, whatever the filters."),
    view$panel$ui(ns("slow"), "Slowest questions", figures = "slowest questions",
      hint = "Asked by these dashboards since they started, whatever the filters, in seconds of the warehouse and the way.")
  )
}

server <- function(id, ask, filters, palette, slowest) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), is.function(slowest))
  shiny::moduleServer(id, function(input, output, session) {
    tick <- shiny::reactiveTimer(REFRESH_MILLISECONDS)
    ask_again <- function(query) {
      tick()
      ask(query(filters()), keep = FALSE)
    }
    show <- function(id, data, columns, name, empty, advice = NULL) {
      view$panel$server(id, data, columns, filters, palette, name, empty = empty, advice = advice)
    }
    output$state <- shiny::renderUI(state_cards(ask_again(health_query)))
    first_rows <- function(limit, query) view$asking$first_rows(ask, limit, function(limit) query(filters(), limit))
    runs <- first_rows(RUNS_SHOWN, runs_query)
    runs$shown <- shiny::reactive(ask_again(function(filters) runs_query(filters, RUNS_SHOWN)))
    show("runs", runs, runs_columns, "health-runs",
      "The ETL has not run yet.", "Start it with footfall etl; footfall up does so by itself.")
    show("balance", first_rows(BALANCE_HOURS_SHOWN, balance_query), balance_columns,
      "health-balance", "Nothing has been loaded yet.", "Send an event, then run footfall etl.")
    show("rejected", shiny::reactive(ask(rejected_query(filters()))), rejected_columns,
      "health-rejected", "No event was refused in this period.", "That is how it should be.")
    show("lost", shiny::reactive(ask(lost_events_query(filters()))), lost_columns, "health-lost",
      "No session of this period numbers its events.", NUMBERED)
    show("browsers", shiny::reactive(ask(ask_all("lost_by_browser", filters()))), lost_by_browser_columns,
      "health-lost-by-browser", "No session of this period numbers its events.", NUMBERED)
    show("bots", shiny::reactive(ask(ask_all("bot_figures", filters()))), bots_columns,
      "health-bots", "Nobody came in this period.")
    show("restated", first_rows(RESTATEMENTS_SHOWN, restatements_query), restated_columns,
      "health-restated", "No day that was reported has changed since.",
      "That is how it should be. Days to which late events or corrections come would stand here.")
    slow <- list(shown = shiny::reactive({
      tick()
      utils::head(slowest(), SLOWEST_SHOWN)
    }), whole = slowest, limit = SLOWEST_SHOWN)
    show("slow", slow, slow_columns, "health-slowest", "Nothing was asked yet.", "Open another page: what it asks is timed.")
  })
}

state_cards <- function(state) {
  htmltools::tagList(
    view$cards$value_cards(
      run_card(state),
      view$cards$value_card("health-last-event", "Newest event",
        format_plain(state$seconds_since_event), format_age(state$seconds_since_event),
        written_time(state$last_event_at), format = "age", figure = "freshness"),
      balance_card(state),
      view$cards$value_card("health-loaded", "Events loaded", format_plain(state$loaded),
        format_count(state$loaded), sentence("of ", written_count(state$received), " received in ",
          written_count(state$objects), " objects"), format = "count", figure = LINES),
      view$cards$value_card("health-rejected", "Refused in 24 hours",
        format_plain(state$rejected_last_day), format_count(state$rejected_last_day),
        sentence(written_count(state$rejected), " in all"), format = "count", figure = "refused events")
    ),
    last_error_note(state)
  )
}

run_card <- function(state) {
  failed <- state$last_status %in% c("failed", "killed")
  view$cards$value_card(
    "health-last-success", "Last successful ETL run",
    format_plain(state$seconds_since_success), format_age(state$seconds_since_success),
    sentence(written_time(state$last_success_at), "; newest run: ",
      if (is.na(state$last_status)) NO_FIGURE else state$last_status),
    tone = if (failed) "ff-bad", format = "age", figure = "freshness"
  )
}

balance_card <- function(state) {
  if (isTRUE(state$is_balanced)) {
    return(view$cards$value_card("health-balance", "Lake and warehouse", "true", "Balanced",
      "Every received line is accounted for", tone = "ff-good", figure = "balance"))
  }
  view$cards$value_card("health-balance", "Lake and warehouse", "false", "Not balanced",
    sentence(written_count(state$unbalanced_hours), " hours do not add up: run footfall doctor"),
    tone = "ff-bad", figure = "balance")
}

last_error_note <- function(state) {
  if (is.na(state$last_error)) return(NULL)
  htmltools::div(
    class = "ff-banner", role = "status", `data-testid` = "health-last-error",
    htmltools::strong("The newest run failed."), state$last_error,
    "Nothing is lost: the next run takes the same objects again. `footfall doctor` says what to do."
  )
}

runs_columns <- function(runs) {
  list(
    run_id = view$tables$ordinal_column("Run", runs$run_id),
    started_at = view$tables$time_column("Started", runs$started_at),
    seconds = view$tables$seconds_column("Took", runs$seconds),
    objects = view$tables$count_column("Objects", runs$objects),
    received = view$tables$count_column("Received", runs$received),
    loaded = view$tables$count_column("Loaded", runs$loaded),
    duplicate = view$tables$count_column("Duplicate", runs$duplicate),
    rejected = view$tables$count_column("Rejected", runs$rejected),
    status = view$tables$text_column("Status", runs$status),
    error = view$tables$text_column("Error", runs$error)
  )
}

balance_columns <- function(hours) {
  list(
    hour = view$tables$time_column("Hour", hours$hour, none = "Day only"),
    objects = view$tables$count_column("Objects", hours$objects),
    received = view$tables$count_column("Received", hours$received),
    loaded = view$tables$count_column("Loaded", hours$loaded),
    duplicate = view$tables$count_column("Duplicate", hours$duplicate),
    rejected = view$tables$count_column("Rejected", hours$rejected),
    erased = view$tables$count_column("Erased", hours$erased),
    is_balanced = view$tables$column("Balanced", ifelse(hours$is_balanced, "yes", "NO"))
  )
}

rejected_columns <- function(reasons) {
  list(
    reason = view$tables$text_column("Reason", reasons$reason),
    events = view$tables$count_column("Events", reasons$events, "refused events"),
    last_seen = view$tables$time_column("Last", reasons$last_seen),
    sample = view$tables$text_column("Newest sample", reasons$sample)
  )
}

lost_columns <- function(days) {
  c(list(day = view$tables$day_column("Day", days$day)), loss_columns(days))
}

lost_by_browser_columns <- function(browsers) {
  c(list(browser = view$tables$known_column("Browser", browsers$browser)), loss_columns(browsers))
}

loss_columns <- function(losses) {
  list(
    received = view$tables$count_column("Received", losses$received, "lost events"),
    missing = view$tables$count_column("Missing", losses$missing, "lost events"),
    loss_rate = view$tables$share_column("Lost", losses$loss_rate, "lost events")
  )
}

bots_columns <- function(kinds) {
  list(
    reason = view$tables$text_column("Who", kinds$reason),
    sessions = view$tables$count_column("Sessions", kinds$sessions, "bots"),
    events = view$tables$count_column("Events", kinds$events, "bots"),
    share = view$tables$share_column("Share", kinds$share, "bots")
  )
}

restated_columns <- function(days) {
  list(
    day = view$tables$day_column("Day", days$day),
    why = view$tables$text_column("Why", days$why),
    change = view$tables$text_column("Change", days$change),
    restated_at = view$tables$time_column("When", days$restated_at)
  )
}

slow_columns <- function(questions) {
  list(
    question = view$tables$text_column("Question", questions$question),
    slowest = view$tables$seconds_column("Slowest", questions$slowest, "slowest questions"),
    mean = view$tables$seconds_column("Mean", questions$mean, "slowest questions"),
    times = view$tables$count_column("Times", questions$times, "slowest questions")
  )
}
