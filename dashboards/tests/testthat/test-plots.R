palette <- app$PALETTES$light
built <- function(plot) plotly::plotly_build(plot)$x

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
  data <- expand.grid(hour = 0:23, weekday = c(1, 7))
  data$sessions <- seq_len(48)

  trace <- built(app$heat_plot(data, "sessions", "Sessions", palette))$data[[1]]

  expect_equal(dim(trace$z), c(2, 24))
  expect_equal(trace$z[2, 24], 48)
})

test_that("a course has a point for each known value and none without two", {
  expect_match(app$sparkline(c(0, NA, 2)), 'points="0,22 100,2"')
  expect_null(app$sparkline(c(1, NA)))
})

test_that("an axis of small figures has no thousandths", {
  expect_equal(app$axis_format(c(0, NA, 1)), ",.2~f")
  expect_equal(app$axis_format(c(0, 1500)), "~s")
})
