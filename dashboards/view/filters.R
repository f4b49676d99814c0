# The filters that all pages share.

# choices: dash.filter_choices(), or NULL where the warehouse does not answer.
ui <- function(id, initial, choices = NULL) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    shiny::selectInput(
      ns("range"), "Period", c(PERIODS, OWN_PERIOD), initial$range, selectize = FALSE
    ),
    shiny::conditionalPanel(
      "input.range == 'custom'",
      ns = ns,
      date_input(ns("from"), "From", initial$from),
      date_input(ns("to"), "To", initial$to)
    ),
    shiny::selectInput(
      ns("compare"), "Compare to", COMPARISONS, initial$compare, selectize = FALSE
    ),
    htmltools::p(class = "ff-hint", "Page Overview compares, the others do not."),
    LISTS(list(id, initial[c("tz", CHOICE_FILTERS)], choices), lists_to_choose_from(ns, initial, choices)),
    shiny::checkboxInput(ns("bots"), "Include bots", initial$bots),
    shiny::div(class = "ff-period", `aria-live` = "polite", shiny::uiOutput(ns("period"), inline = TRUE))
  )
}

LISTS <- written_once(LISTS_KEPT)

lists_to_choose_from <- function(ns, initial, choices) {
  htmltools::tagList(
    shiny::selectInput(ns("tz"), "Time zone", zones_by_area(), initial$tz, selectize = FALSE),
    lapply(names(CHOICE_FILTERS), function(label) {
      name <- CHOICE_FILTERS[[label]]
      choice_input(ns(name), label, choices_of(name, choices, initial[[name]]), initial[[name]])
    })
  )
}

# A list to tick, folded up under what is ticked (www/choices.js keeps that up to date).
choice_input <- function(id, label, choices, chosen) {
  htmltools::tags$details(
    class = "ff-choice", `data-label` = label,
    htmltools::tags$summary(
      htmltools::span(class = "ff-choice-label", label),
      htmltools::span(class = "ff-choice-state", if (is.null(chosen)) "all" else length(chosen))
    ),
    if (length(choices) == 0) htmltools::p(class = "ff-hint", "Nothing is known yet."),
    shiny::checkboxGroupInput(id, label, choices, chosen)
  )
}

# The browser's own date field (bound in www/footfall.js): it speaks the viewer's language and can
# be typed into, and shiny's does not work with Debian's bootstrap-datepicker.
date_input <- function(id, label, day) {
  htmltools::div(
    class = "form-group shiny-input-container",
    htmltools::tags$label(class = "control-label", `for` = id, label),
    htmltools::tags$input(
      id = id, class = "ff-date form-control", type = "date", value = format(day), required = NA
    )
  )
}

# Returns a reactive list: range, from, to, compare, vs (the compared days, NULL for none), tz, bots,
# and each of CHOICE_FILTERS (NULL for all).
server <- function(id, now = Sys.time) {
  stopifnot(is.function(now))
  shiny::moduleServer(id, function(input, output, session) {
    today <- current_day(input, now)
    period <- shiny::reactive({
      if (input$range != "custom") return(preset_period(input$range, today()))
      from <- parse_day(input$from)
      to <- parse_day(input$to)
      shiny::validate(shiny::need(!is.na(from) && !is.na(to), "Choose both dates."))
      tidy_period(from, to)
    })
    filters <- shiny::reactive({
      compare <- one_of(input$compare, COMPARISONS, COMPARISONS[[1]])
      choices <- lapply(CHOICE_FILTERS, function(name) tidy_choice(input[[name]]))
      names(choices) <- CHOICE_FILTERS
      choices["login"] <- list(tidy_login(input$login))
      c(list(range = input$range), period(), choices, list(
        compare = compare,
        vs = compared_period(period()$from, period()$to, compare),
        tz = one_of(input$tz, time_zones(), "UTC"),
        bots = isTRUE(input$bots)
      ))
    })
    output$period <- shiny::renderUI(describe_period(filters()))
    filters
  })
}

# What the server gives for a page that was opened with what parse_address made of its address.
as_opened <- function(initial) {
  c(initial[c("range", "from", "to", CHOICE_FILTERS, "compare", "tz", "bots")], list(
    vs = compared_period(initial$from, initial$to, initial$compare)
  ))
}

# How long shiny::debounce waits for another change, in milliseconds, by what has changed; noted: function of them.
pause_of <- function(chosen, noted) {
  run_through <- function() tryCatch(chosen()[c("from", "to", "compare", "tz")], error = function(problem) "unfinished")
  last <- NULL
  # shiny::debounce asks from the first change on, and would not know from what
  shiny::observe(priority = 200, if (is.null(last)) last <<- run_through())
  function() {
    current <- run_through()
    milliseconds <- if (identical(current, last)) TICK_PAUSE_MILLISECONDS else RUN_PAUSE_MILLISECONDS
    last <<- current
    noted(milliseconds)
    milliseconds
  }
}

describe_period <- function(filters) {
  period <- written_period(filters$from, filters$to, filters$tz)
  if (is.null(filters$vs)) return(period)
  sentence(period, ", compared to ", written_days(filters$vs$from, filters$vs$to))
}

# The day in the chosen zone; a page left open overnight moves on by itself.
current_day <- function(input, now) {
  minute <- shiny::reactiveTimer(60000)
  day <- shiny::reactiveVal()
  shiny::observe(priority = 100, {
    minute()
    day(today_in(one_of(input$tz, time_zones(), "UTC"), now()))
  })
  shiny::reactive(shiny::req(day()))
}
