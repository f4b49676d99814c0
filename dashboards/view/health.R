# Page Health: whether the figures can be trusted.

# Ages on this page grow while nothing else happens.
REFRESH_MILLISECONDS <- 10000

ui <- function(id) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    htmltools::h1("Health"),
    shiny::uiOutput(ns("state")),
    view$cards$card("Last ETL runs", shiny::uiOutput(ns("runs"))),
    view$cards$card(
      "Balance of the lake by hour", shiny::uiOutput(ns("balance")),
      hint = "By the hour of receipt: loaded + duplicate + rejected + erased is what was received."
    ),
    view$cards$card(
      "Refused events by reason", shiny::uiOutput(ns("rejected")),
      hint = "Received in the chosen period. Each with the newest sample of what was sent."
    )
  )
}

server <- function(id, ask, filters) {
  stopifnot(is.function(ask), shiny::is.reactive(filters))
  shiny::moduleServer(id, function(input, output, session) {
    tick <- shiny::reactiveTimer(REFRESH_MILLISECONDS)
    ask_again <- function(query) {
      tick()
      ask(query(filters()), keep = FALSE)
    }
    output$state <- shiny::renderUI(state_cards(ask_again(health_query)))
    output$runs <- shiny::renderUI(runs_table(ask_again(runs_query)))
    output$balance <- shiny::renderUI(balance_table(ask(balance_query(filters()))))
    output$rejected <- shiny::renderUI(rejected_table(ask(rejected_query(filters()))))
  })
}

state_cards <- function(state) {
  htmltools::tagList(
    view$cards$value_cards(
      run_card(state),
      view$cards$value_card("health-last-event", "Newest event",
        format_plain(state$seconds_since_event), format_age(state$seconds_since_event),
        text_or_dash(state$last_event_at)),
      balance_card(state),
      view$cards$value_card("health-loaded", "Events loaded", format_plain(state$loaded),
        format_count(state$loaded), paste("of", format_count(state$received), "received in",
          format_count(state$objects), "objects")),
      view$cards$value_card("health-rejected", "Refused in 24 hours",
        format_plain(state$rejected_last_day), format_count(state$rejected_last_day),
        paste(format_count(state$rejected), "in all"))
    ),
    last_error_note(state)
  )
}

text_or_dash <- function(text) ifelse(is.na(text), NO_FIGURE, text)

run_card <- function(state) {
  failed <- state$last_status %in% c("failed", "killed")
  view$cards$value_card(
    "health-last-success", "Last successful ETL run",
    format_plain(state$seconds_since_success), format_age(state$seconds_since_success),
    paste0(text_or_dash(state$last_success_at), "; newest run: ", text_or_dash(state$last_status)),
    tone = if (failed) "ff-bad"
  )
}

balance_card <- function(state) {
  if (isTRUE(state$is_balanced)) {
    return(view$cards$value_card("health-balance", "Lake and warehouse", "true", "Balanced",
      "Every received line is accounted for", tone = "ff-good"))
  }
  view$cards$value_card("health-balance", "Lake and warehouse", "false", "Not balanced",
    paste(format_count(state$unbalanced_hours), "hours do not add up: run footfall doctor"),
    tone = "ff-bad")
}

last_error_note <- function(state) {
  if (is.na(state$last_error)) return(NULL)
  htmltools::div(
    class = "ff-banner", role = "status", `data-testid` = "health-last-error",
    htmltools::strong("The newest run failed."), state$last_error,
    "Nothing is lost: the next run takes the same objects again. `footfall doctor` says what to do."
  )
}

runs_table <- function(runs) {
  if (nrow(runs) == 0) {
    return(view$cards$empty_note("The ETL has not run yet.", "Start it with `footfall etl`."))
  }
  view$tables$html_table("health-runs-table", "The last ETL runs", list(
    run_id = view$tables$count_column("Run", runs$run_id),
    started_at = view$tables$text_column("Started", runs$started_at),
    seconds = view$tables$column("Took", format_seconds(runs$seconds), runs$seconds),
    objects = view$tables$count_column("Objects", runs$objects),
    received = view$tables$count_column("Received", runs$received),
    loaded = view$tables$count_column("Loaded", runs$loaded),
    duplicate = view$tables$count_column("Duplicate", runs$duplicate),
    rejected = view$tables$count_column("Rejected", runs$rejected),
    status = view$tables$text_column("Status", runs$status),
    error = view$tables$text_column("Error", runs$error)
  ))
}

balance_table <- function(hours) {
  if (nrow(hours) == 0) {
    return(view$cards$empty_note(
      "Nothing has been loaded yet.", "Send an event, then run `footfall etl`."
    ))
  }
  view$tables$html_table("health-balance-table", "Balance of the lake by hour", list(
    hour = view$tables$column("Hour", ifelse(is.na(hours$hour), "Day only", hours$hour)),
    objects = view$tables$count_column("Objects", hours$objects),
    received = view$tables$count_column("Received", hours$received),
    loaded = view$tables$count_column("Loaded", hours$loaded),
    duplicate = view$tables$count_column("Duplicate", hours$duplicate),
    rejected = view$tables$count_column("Rejected", hours$rejected),
    erased = view$tables$count_column("Erased", hours$erased),
    is_balanced = view$tables$column("Balanced", ifelse(hours$is_balanced, "yes", "NO"))
  ))
}

rejected_table <- function(reasons) {
  if (nrow(reasons) == 0) {
    return(view$cards$empty_note(
      "No event was refused in this period.", "That is how it should be."
    ))
  }
  view$tables$html_table("health-rejected-table", "Refused events by reason", list(
    reason = view$tables$text_column("Reason", reasons$reason),
    events = view$tables$count_column("Events", reasons$events),
    last_seen = view$tables$text_column("Last", reasons$last_seen),
    sample = view$tables$text_column("Newest sample", reasons$sample)
  ))
}
