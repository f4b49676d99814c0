shop_day_filters <- function(...) some_filters("2026-03-02", ...)

test_that("the key figures of a day leave bots out but count their orders", {
  totals <- ask(app$overview_query(shop_day_filters()))

  expect_equal(totals$events, 15)
  expect_equal(totals$page_views, 4)
  expect_equal(totals$visitors, 4)
  expect_equal(totals$sessions, 4)
  expect_equal(totals$orders, 4)
  expect_equal(totals$converting_sessions, 2)
  expect_equal(totals$conversion, 0.5)
  expect_equal(totals$bounce_rate, 0.25)
  expect_equal(totals$engaged_seconds_avg, 20)
})

test_that("bots are counted when they are asked for", {
  totals <- ask(app$overview_query(shop_day_filters(bots = TRUE)))

  expect_equal(totals$events, 18)
  expect_equal(totals$visitors, 5)
  expect_equal(totals$sessions, 5)
  expect_equal(totals$orders, 4)
  expect_equal(totals$conversion, 0.6)
})

test_that("the login filter takes events by their own state and orders by their session's", {
  signed_in <- ask(app$overview_query(shop_day_filters(login = "logged_in")))
  two_states <- ask(app$overview_query(shop_day_filters(login = c("guest", "anonymous"))))

  expect_equal(
    signed_in[c("events", "sessions", "orders")],
    data.frame(events = 5, sessions = 1, orders = 1)
  )
  expect_equal(two_states[c("events", "sessions")], data.frame(events = 8, sessions = 2))
})

test_that("an order of no known session counts only without a login filter", {
  unknown <- ask(app$overview_query(shop_day_filters(login = "unknown")))

  expect_equal(
    unknown[c("events", "sessions", "orders")],
    data.frame(events = 2, sessions = 1, orders = 0)
  )
})

test_that("money is never added across currencies and refunds reduce the net only", {
  revenue <- ask(app$revenue_query(shop_day_filters()))

  expect_equal(revenue$currency, c("EUR", "USD"))
  expect_equal(revenue$orders, c(3, 1))
  expect_equal(revenue$gross, c(119.75, 30))
  expect_equal(revenue$refunded, c(40, 0))
  expect_equal(revenue$net, c(79.75, 30))
  expect_equal(revenue$average_order, c(39.92, 30))
})

test_that("the trends add up to the key figures", {
  filters <- some_filters("2026-02-25", "2026-03-10")
  totals <- ask(app$overview_query(filters))
  revenue <- ask(app$revenue_query(filters))
  for (grain in app$GRAINS) {
    trend <- ask(app$trend_query(filters, grain))
    money <- ask(app$revenue_trend_query(filters, grain))

    expect_equal(sum(trend$events), totals$events)
    expect_equal(sum(trend$sessions), totals$sessions)
    expect_equal(sum(trend$orders), totals$orders)
    expect_equal(sum(money$net[money$currency == "EUR"]), revenue$net[revenue$currency == "EUR"])
    expect_equal(nrow(money), 2 * nrow(trend))
  }
})

test_that("weeks start on Monday and days without anything are there", {
  filters <- some_filters("2026-03-01", "2026-03-08")

  weeks <- ask(app$trend_query(filters, "week"))
  days <- ask(app$trend_query(filters, "day"))

  expect_equal(weeks$bucket, c("2026-02-23 00:00", "2026-03-02 00:00"))
  expect_equal(days$events, c(0, 15, 0, 0, 1, 0, 0, 0))
})

test_that("the most frequent events come first with their share of all", {
  events <- ask(app$top_events_query(shop_day_filters()))

  expect_equal(events$event_name[1:2], c("page_view", "product_view"))
  expect_equal(events$events[1:2], c(4, 4))
  expect_equal(events$share[1], 4 / 15)
  expect_equal(sum(events$events), 15)
})

test_that("a step of the funnel needs all steps before it", {
  funnel <- ask(app$funnel_query(shop_day_filters()))

  expect_equal(funnel$step, c("product view", "add to cart", "checkout", "purchase"))
  expect_equal(funnel$sessions, c(3, 2, 1, 1))
  expect_equal(funnel$dropped, c(NA, 1, 1, 0))
  expect_equal(funnel$share_of_first, c(1, 2 / 3, 1 / 3, 1 / 3))
  expect_equal(funnel$share_of_previous, c(NA, 2 / 3, 1 / 2, 1))
})

test_that("products have their views without bots and their sales by currency", {
  products <- ask(app$products_query(shop_day_filters()))
  lamp <- products[products$product_id == "p1", ]
  seen_only <- products[products$product_id == "p3", ]

  expect_equal(nrow(products), 3)
  truth <- list(views = 2, viewers = 2, adds = 1, removes = 0, orders = 2, units = 3,
    revenue = 107.5, conversion = 1)
  expect_equal(as.list(lamp[names(truth)]), truth)
  expect_equal(seen_only$currency, NA_character_)
  expect_equal(seen_only$revenue, NA_real_)
  expect_equal(seen_only$conversion, 0)
  expect_equal(seen_only$brand, "Acme")
})

test_that("an empty period has figures of nought and no rates", {
  filters <- some_filters("2020-01-01", "2020-01-02")

  totals <- ask(app$overview_query(filters))
  funnel <- ask(app$funnel_query(filters))

  expect_equal(totals$events, 0)
  expect_true(is.na(totals$conversion))
  expect_equal(nrow(ask(app$revenue_query(filters))), 0)
  expect_equal(nrow(ask(app$products_query(filters))), 0)
  expect_equal(ask(app$trend_query(filters, "day"))$events, c(0, 0))
  expect_equal(funnel$sessions, rep(0, 4))
  expect_true(all(is.na(funnel$share_of_first)))
})
