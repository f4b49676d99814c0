palette <- app$PALETTES$light
built <- function(plot) app$drawn_plot(plot)$x

# Without what plotly.js takes for itself where it is not said, in an order of its own; and without formats by the span of ticks, whose open ends
# plotly_build makes lists of.
without_defaults <- function(x) {
  if (!is.list(x)) return(x)
  if (!is.null(names(x))) {
    x[c("error_x", "error_y", "frame", "domain", "categoryorder", "categoryarray", "hovermode", "scene", "ticklen", "tickformatstops")] <- NULL
  }
  if (!is.null(x$marker)) x$marker$line <- NULL
  for (name in c("hovertemplate", "texttemplate")) if (is.list(x[[name]])) x[[name]] <- x[[name]][[1]]
  if (isTRUE(x$showscale)) x$showscale <- NULL
  if (identical(x$title, "")) x$title <- NULL
  x <- Filter(function(part) !is.list(part) || length(without_defaults(part)) > 0, x)
  if (identical(x$xaxis, "x")) x[c("xaxis", "yaxis")] <- NULL
  x <- lapply(x, without_defaults)
  if (is.null(names(x))) x else x[order(names(x))]
}

test_that("the trend draws the figures that its table shows", {
  data <- data.frame(bucket = c("2026-03-01 00:00", "2026-03-02 00:00"), visitors = c(0, 4))

  trace <- built(app$trend_plot(data, "visitors", "day", palette))$data[[1]]

  expect_equal(as.vector(trace$y), data$visitors)
})

test_that("revenue has a line for each currency", {
  data <- data.frame(bucket = "2026-03-01 00:00", currency = c("EUR", "USD", NA),
    net_revenue = c(1, 2, 3))

  traces <- built(app$trend_plot(data, "net_revenue", "day", palette))$data

  expect_setequal(vapply(traces, `[[`, "", "name"), c("EUR", "USD", "(no currency)"))
})

test_that("names that shoppers sent are text in a chart", {
  data <- data.frame(product_id = "p", name = "<a href='//x'>y</a>", views = 3)

  x <- built(app$product_plot(data, "views", palette))

  expect_false(any(grepl("<a", unlist(x$data[[1]]$customdata))))
  expect_false(any(grepl("<a", unlist(x$layout$yaxis$ticktext))))
})

test_that("the top products are each there once, and sold ones of one currency", {
  data <- data.frame(
    product_id = c("a", "a", "b", "c"), currency = c("EUR", "USD", "USD", NA),
    orders = c(1, 2, 1, 0), revenue = c(10, 99, 5, NA), views = c(3, 3, 9, 0)
  )

  expect_equal(app$top_products(data, "views", "EUR")$product_id, c("b", "a"))
  expect_equal(app$top_products(data, "revenue", "USD")$revenue, c(99, 5))
  expect_equal(app$top_products(data, "revenue", "EUR")$product_id, "a")
})

test_that("a heat map has a row a weekday and a cell for each hour", {
  data <- expand.grid(hour = 0:23, weekday = c(3, 5))
  data$sessions <- seq_len(48)

  x <- built(app$heat_plot(data, "sessions", "Sessions", palette))
  trace <- x$data[[1]]

  # Wednesday to Friday, of which Thursday was not in the period
  expect_equal(dim(trace$z), c(3, 24))
  expect_equal(trace$z[3, 24], 48)
  expect_equal(unname(trace$z[2, ]), rep(NA_real_, 24))
  expect_equal(weekdays(as.Date(trace$y0)), "Wednesday")
  expect_equal(x$layout$yaxis$tickformat, "%a") # plotly has the names, in the viewer's language
})

test_that("hours below a heat map have room on a phone", {
  expect_equal(vapply(c(200, 300, 400, 700, 2000), app$hours_apart, 0), c(12, 12, 6, 3, 1))
})

test_that("cohorts have a row for each week, named by as many as can be read", {
  data <- data.frame(cohort = c("2026-03-02", "2026-03-16"), week_number = 0, share = 1)
  x <- built(app$cohort_plot(data, palette))

  expect_equal(unname(x$data[[1]]$z[, 1]), c(1, NA, 1))
  expect_equal(unlist(x$layout$yaxis$tickvals), c("2026-03-02", "2026-03-09", "2026-03-16"))

  year <- data.frame(cohort = format(day("2026-01-05") + 7 * 0:51), week_number = 0, share = 1)
  expect_equal(length(built(app$cohort_plot(year, palette))$layout$yaxis$tickvals), 13)
})

test_that("a figure that is pointed at has the digits and the unit that it has in a table", {
  hover <- function(plot) unname(vapply(built(plot)$data, `[[`, "", "hovertemplate"))
  money <- data.frame(bucket = "2026-03-01", currency = c("EUR", "JPY", "KWD", NA), net_revenue = 1)
  seconds <- data.frame(bucket = "2026-03-01", engaged_seconds = 3)
  hours <- data.frame(weekday = 1, hour = 0, sessions = 65, sessions_avg = 6.5, conversion = 0.5)
  products <- data.frame(product_id = "p", name = "P", currency = "JPY", revenue = 1200, views = 3)
  heat <- function(metric) hover(app$heat_plot(hours, metric, "Title", palette))

  expect_equal(hover(app$trend_plot(money, "net_revenue", "day", palette)),
    paste0("%{y:,.", c(2, 2, 0, 3), "f}<extra>%{fullData.name}</extra>"))
  expect_equal(hover(app$trend_plot(seconds, "engaged_seconds", "day", palette)), "%{y:,.1f} s<extra>%{fullData.name}</extra>")
  expect_equal(built(app$trend_plot(seconds, "engaged_seconds", "day", palette))$layout$yaxis$ticksuffix, " s  ")
  expect_match(hover(app$product_plot(products, "revenue", palette)), "%{x:,.0f}", fixed = TRUE)
  expect_match(heat("sessions"), "%{z:,.0f}", fixed = TRUE)
  expect_match(heat("sessions_avg"), "%{z:,.1f}", fixed = TRUE)
  expect_match(heat("conversion"), "%{z:.1%}", fixed = TRUE)
})

test_that("a course has a point for each known value and none without two", {
  line <- app$sparkline(c(0, NA, 2.5), "money", "EUR")

  expect_match(line, 'points="0,22 100,2"')
  expect_match(line, 'data-course="0,,2.5" data-format="money" data-currency="EUR"', fixed = TRUE)
  expect_null(app$sparkline(c(1, NA), "count"))
})

test_that("an axis of small figures has no thousandths", {
  expect_equal(app$axis_format(c(0, NA, 1)), ",.2~f")
  expect_equal(app$axis_format(c(0, 1500)), "~s")
})

# Contrast of two colours by WCAG 2.1, from 1 to 21.
contrast <- function(a, b) {
  luminance <- function(colour) {
    parts <- grDevices::col2rgb(colour)[, 1] / 255
    linear <- ifelse(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055)^2.4)
    sum(c(0.2126, 0.7152, 0.0722) * linear)
  }
  lights <- sort(c(luminance(a), luminance(b))) + 0.05
  lights[2] / lights[1]
}

test_that("shares are readable on every colour of a cohort's cells, in both themes", {
  data <- data.frame(cohort = "2026-03-02", week_number = 0:2, share = c(1, 0.5, 0))

  for (colours in app$PALETTES) {
    trace <- built(app$cohort_plot(data, colours))$data[[1]]
    scale <- vapply(trace$colorscale, function(stop) stop[[2]], "")

    for (cell in grDevices::colorRampPalette(scale)(11)) {
      expect_gte(contrast(cell, trace$textfont$color), 4.5)
    }
  }
})

test_that("a figure stands in its bar where that has room for it, else beside it", {
  positions <- function(values) as.vector(built(app$bars_plot(letters[seq_along(values)], values, "Views", palette))$data[[1]]$textposition)

  expect_equal(positions(c(100, 46, 44, 0)), c("inside", "inside", "outside", "outside"))
  expect_equal(positions(c(0, 0)), c("outside", "outside"))

  counts <- c(100, 61, 59, 0)
  steps <- built(app$funnel_plot(letters[1:4], counts, counts / 100, "Sessions", palette))$data[[1]]
  expect_equal(as.vector(steps$textposition), c("inside", "inside", "outside", "outside"))
})

test_that("a plot is drawn as plotly itself would draw it", {
  days <- data.frame(day = c("2026-03-01", "2026-03-02"), visitors = c(1, 0), sessions = c(2, 3), share = c(0.5, 0.25))
  hours <- data.frame(weekday = c(1, 7), hour = c(0, 23), sessions = c(5, NA))
  cohorts <- data.frame(cohort = c("2026-03-02", "2026-03-09"), week_number = c(0, 1), share = c(1, 0.2))
  plots <- list(
    app$lines_plot(days, "day", c(Visitors = "visitors", Sessions = "sessions"), palette),
    app$lines_plot(days[1, ], "day", c(Sessions = "sessions"), palette),
    app$trend_plot(data.frame(bucket = days$day, sessions = days$sessions), "sessions", "day", palette),
    app$bars_plot(c("a", NA), c(2, 1), "Sessions", palette), app$bars_plot("a", 1, "Share", palette, ".1%"),
    app$funnel_plot(c("A", "B"), c(4, 1), c(1, 0.25), "Sessions", palette),
    app$heat_plot(hours[c(1, 2, 1), ], "sessions", "Sessions", palette), app$cohort_plot(cohorts, palette)
  )
  json <- function(x) jsonlite::fromJSON(plotly:::to_JSON(x), simplifyVector = FALSE)
  for (plot in plots) {
    ours <- json(app$drawn_plot(plot)$x)
    theirs <- json(plotly::plotly_build(plot)$x)
    for (i in seq_along(theirs$data)) expect_equal(without_defaults(ours$data[[i]]), without_defaults(theirs$data[[i]]))
    expect_equal(length(ours$data), length(theirs$data))
    expect_equal(without_defaults(ours$layout), without_defaults(theirs$layout))
    expect_equal(ours$config, theirs$config)
  }
})

test_that("a chart over time tells all its lines of a day at once, and writes days however far it is zoomed out", {
  data <- data.frame(day = c("2026-03-01", "2026-03-02", "2026-03-03"), sessions = c(1, NA, 3))
  x <- built(app$lines_plot(data, "day", c(Sessions = "sessions"), palette))
  json <- jsonlite::fromJSON(plotly:::to_JSON(x), simplifyVector = FALSE)

  expect_equal(json$layout$hovermode, "x unified")
  expect_equal(lapply(json$layout$xaxis$tickformatstops, `[[`, "dtickrange"),
    list(list(NULL, 86399999), list(86400000, "M1"), list("M1", NULL)), tolerance = 1e-6)
  expect_equal(json$data[[1]]$y, list(1, NULL, 3)) # a gap, where it is not known
})
