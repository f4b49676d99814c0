# The filters that all pages share.

ui <- function(id, initial) {
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
    shiny::selectInput(ns("tz"), "Time zone", zones_by_area(), initial$tz, selectize = FALSE),
    shiny::checkboxGroupInput(
      ns("login"), "Login state", LOGIN_STATES,
      if (is.null(initial$login)) unname(LOGIN_STATES) else initial$login
    ),
    shiny::checkboxInput(ns("bots"), "Include bots", initial$bots),
    shiny::div(class = "ff-period", `aria-live` = "polite", shiny::textOutput(ns("period")))
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

# Returns a reactive list: range, from, to, tz, login (NULL for all), bots.
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
      c(list(range = input$range), period(), list(
        tz = one_of(input$tz, time_zones(), "UTC"),
        login = tidy_login(input$login),
        bots = isTRUE(input$bots)
      ))
    })
    output$period <- shiny::renderText(format_period(filters()$from, filters()$to, filters()$tz))
    filters
  })
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
