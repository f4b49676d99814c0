# Page Time: when shoppers come.

ui <- function(id, chosen = tidy_choices("Time")) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Time"),
    view$panel$ui(
      ns("heat"), "Hour and weekday", figures = c("sessions by hour and weekday", "sessions a day", "purchases", "conversion"),
      chart = "Heat map of the hours of the week", height = "360px",
      hint = "On the clocks of the chosen zone.",
      controls = shiny::selectInput(ns("metric"), "Figure", HEAT_METRICS, chosen$figure, selectize = FALSE)
    ),
    view$panel$ui(ns("peaks"), "Busiest hours", figures = c("sessions", "purchases", "times the usual"), is_large = TRUE),
    view$panel$ui(ns("seasons"), "Months", figures = c("sessions", "sessions a day", "purchases", "conversion"),
      chart = "Sessions a day by month", hint = "The two years up to the end of the period.")
  )
}

# Returns what is chosen, as the page's address has it.
server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    metric <- shiny::reactive(one_of(input$metric, HEAT_METRICS, "sessions"))
    view$panel$server(
      "heat", shiny::reactive(ask(ask_all("week_hours", filters()))), hours_columns, filters,
      palette, "week-hours",
      plot = function(data, colours, width) {
        heat_plot(data, metric(), metric_name(metric(), HEAT_METRICS), colours, width)
      }
    )
    peaks <- view$asking$first_rows(ask, BUSIEST_HOURS_SHOWN, function(limit) busiest_hours_query(filters(), limit))
    view$panel$server("peaks", peaks, peaks_columns,
      filters, palette, "busiest-hours", empty = "Nobody came in this period.")
    view$panel$server(
      "seasons", shiny::reactive(ask(seasons_query(filters()))), seasons_columns, filters, palette,
      "months",
      plot = function(data, colours, width) {
        data$month <- paste0(data$month, "-01")
        lines_plot(data, "month", c("Sessions a day" = "sessions_per_day"), colours, ",.1f",
          hover = HOVER_MONTH)
      },
      empty = "Nobody came in these two years."
    )
    shiny::reactive(told_choices("Time", list(figure = input$metric)))
  })
}

hours_columns <- function(data) {
  list(
    weekday = view$tables$weekday_column("Weekday", data$weekday),
    hour = view$tables$hour_column("Hour", data$hour),
    sessions = view$tables$count_column("Sessions", data$sessions, "sessions by hour and weekday"),
    sessions_avg = view$tables$decimal_column("Sessions a day", data$sessions_avg),
    purchases = view$tables$count_column("Purchases", data$purchases),
    conversion = view$tables$share_column("Conversion", data$conversion)
  )
}

peaks_columns <- function(data) {
  list(
    bucket = view$tables$time_column("Hour", data$bucket),
    sessions = view$tables$count_column("Sessions", data$sessions),
    purchases = view$tables$count_column("Purchases", data$purchases),
    times_usual = view$tables$decimal_column("Times the usual", data$times_usual)
  )
}

seasons_columns <- function(data) {
  list(
    month = view$tables$time_column("Month", data$month, "month"),
    sessions = view$tables$count_column("Sessions", data$sessions),
    sessions_per_day = view$tables$decimal_column("Sessions a day", data$sessions_per_day),
    purchases = view$tables$count_column("Purchases", data$purchases),
    conversion = view$tables$share_column("Conversion", data$conversion)
  )
}
