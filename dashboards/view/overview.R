# Page Overview: the key figures beside those of another period, their course, and what changed most.

ui <- function(id, initial) {
  ns <- shiny::NS(id)
  htmltools::tagList(
    view$cards$heading("Overview"),
    shiny::uiOutput(ns("figures")),
    htmltools::div(
      class = "ff-unhurried",
      htmltools::div(class = "ff-pair", trend_panel(ns, initial), changes_panel(ns)),
      view$panel$ui(
        ns("top_events"), "Top events", figures = c("events by name", "share"), is_large = TRUE,
        hint = "What happened most. The share is of all events of the period and filters."
      )
    )
  )
}

trend_panel <- function(ns, initial) {
  view$panel$ui(
    ns("trend"), "Trend", figures = tolower(names(TREND_METRICS)), chart = "The chosen figure over time", is_large = TRUE,
    controls = htmltools::tagList(
      shiny::selectInput(ns("metric"), "Figure", TREND_METRICS, initial$choices$Overview$figure, selectize = FALSE),
      view$cards$switch_input(ns("grain"), "By", GRAINS, initial$grain)
    )
  )
}

changes_panel <- function(ns) {
  view$panel$ui(
    ns("changes"), "What changed most", figures = c("sessions", "difference, change", "conversion"), is_large = TRUE,
    hint = "Channels, devices, countries and landing pages whose sessions changed most."
  )
}

# unhurried: the filters when it is this session's turn, for all but the key figures. Returns the chosen grain, which every page's address
# carries, and what this one's has of its own.
server <- function(id, ask, filters, palette, unhurried = filters) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    follow_period(session, filters)
    is_money <- shiny::reactive(input$metric %in% MONEY_METRICS)
    trend <- shiny::reactive({
      if (is_money()) return(ask(money_trend_query(unhurried(), input$grain)))
      buckets <- ask(buckets_query(unhurried(), input$grain), at_once = TRUE)
      trend_of(ask(trend_query(unhurried(), input$grain)), buckets)
    })
    output$figures <- shiny::renderUI({
      answers <- view$asking$ask_together(ask, first_questions(filters()), at_once = TRUE)
      key_figures(answers$cards, format_bucket(answers$buckets$bucket, sparkline_grain(filters())))
    })
    view$panel$server(
      "trend", trend, function(data) trend_columns(data, input$grain), unhurried, palette, "trend",
      plot = function(data, colours, width) trend_plot(data, input$metric, input$grain, colours),
      empty = "Nothing was sold in this period."
    )
    first_rows <- function(limit, query) view$asking$first_rows(ask, limit, function(limit) query(unhurried(), limit))
    view$panel$server(
      "changes", first_rows(CHANGES_SHOWN, function(filters, limit) {
        shiny::validate(shiny::need(!is.null(filters$vs), "Choose a period to compare to."))
        biggest_changes_query(filters, limit)
      }), changes_columns, unhurried, palette, "changes", empty = "Nothing changed.",
      advice = "Choose another period to compare to, or fewer filters."
    )
    view$panel$server("top_events", first_rows(TOP_EVENTS_SHOWN, top_events_query),
      top_events_columns, unhurried, palette, "top-events", empty = "No events in this period.")
    list(
      grain = shiny::reactive(input$grain),
      own = shiny::reactive(told_choices("Overview", list(figure = input$metric)))
    )
  })
}

# What the key figures ask.
first_questions <- function(filters) {
  grain <- sparkline_grain(filters)
  list(buckets = buckets_query(filters, grain), cards = key_cards_query(filters, grain))
}

# All that the page asks as it opens.
opening_questions <- function(filters) {
  c(
    unlist(first_questions(filters)), biggest_changes_query(filters, CHANGES_SHOWN), top_events_query(filters, TOP_EVENTS_SHOWN),
    choices_query(), dropped_facts_query(filters)
  )
}

# A line of a few points says more by hours; hours of a month would be noise.
sparkline_grain <- function(filters) if (filters$to - filters$from < 3) "hour" else "day"

# What the cards have asked, where their lines have this grain; else without what they are compared to, which a trend does not show.
trend_query <- function(filters, grain) {
  if (grain != sparkline_grain(filters)) filters["vs"] <- list(NULL)
  key_cards_query(filters, grain)
}

# cards: key_cards_query; buckets: the times of their courses. Returns a row a bucket, a column a figure.
trend_of <- function(cards, buckets) {
  cards <- cards[!(cards$figure %in% MONEY_METRICS), ]
  courses <- lapply(stats::setNames(cards$course, cards$figure), course_of)
  do.call(data.frame, c(list(bucket = buckets$bucket), courses))
}

# One day by days is a single point, so it is shown by hours.
follow_period <- function(session, filters) {
  is_one_day <- shiny::reactive(filters()$from == filters()$to)
  shiny::observeEvent(is_one_day(), ignoreInit = TRUE, {
    shiny::updateRadioButtons(session, "grain", selected = if (is_one_day()) "hour" else "day")
  })
}

# figure of dash.key_cards: its testid and its column, by which it is written.
figure_cards <- function() list(
  visitors = list(id = "visitors", label = "Visitors", column = view$tables$count_column),
  sessions = list(id = "sessions", label = "Sessions", column = view$tables$count_column),
  page_views = list(id = "page-views", label = "Page views", column = view$tables$count_column),
  events = list(id = "events", label = "Events", column = view$tables$count_column),
  orders = list(id = "orders", label = "Orders", column = view$tables$count_column),
  conversion = list(id = "conversion", label = "Conversion", column = view$tables$share_column),
  bounce_rate = list(id = "bounce-rate", label = "Bounce rate", column = view$tables$share_column),
  engaged_seconds = list(
    id = "engaged", label = "Engaged time", column = view$tables$seconds_column
  )
)

# times: of the points of all courses, which are in the page once.
key_figures <- function(figures, times) {
  known <- figure_cards()
  rows_of <- function(name) lapply(figures, `[`, figures$figure == name)
  cards <- lapply(names(known), function(name) one_figure(known[[name]], rows_of(name)))
  htmltools::div(`data-times` = paste(times, collapse = ","), view$cards$value_cards(
    layout = "ff-kpis-8", cards,
    money_card("kpi-revenue", "Net revenue", rows_of("net_revenue")),
    money_card("kpi-average-order", "Average order", rows_of("average_order"))
  ))
}

one_figure <- function(card, row) {
  column <- card$column(card$label, row$value)
  view$cards$value_card(
    paste0("kpi-", card$id), card$label, format_plain(row$value), column$text,
    change_note(row, card$column("", row$previous)), format = column$format,
    figure = card$label, extra = sparkline(course_of(row$course), column$format)
  )
}

# change is not there where nothing is compared. was: column() of the figure before.
change_note <- function(row, was) {
  if (all(is.na(row$previous)) && all(is.na(row$change))) return(NULL)
  describe_change(row$change, row$previous, written(was$text, format_plain(was$value), was$format, was$currency))
}

# The points of a figure's line; none for a currency in which nothing was sold in the period.
course_of <- function(text) {
  if (is.na(text)) return(numeric())
  scan(text = text, sep = ",", quiet = TRUE)
}

# rows: a list of columns. Never one sum over currencies: each has its own line and its own data-value.
money_card <- function(testid, label, rows) {
  raw <- format_plain(rows$value)
  value <- switch(min(length(raw), 2) + 1, "0", raw,
    paste0(currency_name(rows$currency), "=", raw, collapse = " "))
  lines <- lapply(seq_along(raw), function(at) {
    currency <- rows$currency[at]
    htmltools::div(
      class = "ff-money",
      `data-testid` = paste0(testid, "-", currency_name(currency)), `data-value` = raw[at],
      htmltools::div(
        currency_name(currency),
        htmltools::span(`data-value` = raw[at], `data-format` = "money", `data-currency` = currency,
          format_amount(rows$value[at], currency))
      ),
      htmltools::div(class = "ff-kpi-note",
        change_note(lapply(rows, `[`, at), view$tables$money_column("", rows$previous[at], currency))),
      sparkline(course_of(rows$course[at]), "money", currency)
    )
  })
  view$cards$value_card(testid, label, value, if (length(lines) > 0) lines else "0",
    tone = "ff-wide", figure = label)
}

trend_columns <- function(data, grain) {
  time <- list(bucket = view$tables$time_column(
    "Time", format_bucket(data$bucket, grain), if (grain == "hour") "time" else "day"
  ))
  if (!is.null(data$currency)) {
    return(c(time, list(
      currency = view$tables$text_column("Currency", currency_name(data$currency)),
      orders = view$tables$count_column("Orders", data$orders),
      net_revenue = view$tables$money_column("Net revenue", data$net_revenue, data$currency),
      average_order = view$tables$money_column("Average order", data$average_order, data$currency)
    )))
  }
  cards <- figure_cards()
  c(time, Map(function(card, name) card$column(card$label, data[[name]]), cards, names(cards)))
}

changes_columns <- function(data) {
  list(
    value = view$tables$known_column("What", data$value),
    dimension = view$tables$text_column("Kind", data$dimension),
    sessions = view$tables$count_column("Sessions", data$sessions),
    previous = view$tables$count_column("Sessions before", data$previous, "sessions"),
    difference = view$tables$count_column("Difference", data$difference),
    change = view$tables$share_column("Change", data$change),
    conversion = view$tables$share_column("Conversion", data$conversion),
    previous_conversion = view$tables$share_column("Conversion before", data$previous_conversion, "conversion")
  )
}

top_events_columns <- function(data) {
  list(
    event_name = view$tables$text_column("Event", data$event_name),
    events = view$tables$count_column("Events", data$events, "events by name"),
    visitors = view$tables$count_column("Visitors", data$visitors, "events by name"),
    share = view$tables$share_column("Share", data$share)
  )
}
