shop_day_filters <- function(...) some_filters("2026-03-02", ...)

# dash.key_cards as a list, money of the only or the named currency.
key_figures <- function(filters, currency = "EUR") {
  rows <- ask(app$key_cards_query(filters))
  rows <- rows[is.na(rows$currency) | rows$currency == currency, ]
  as.list(stats::setNames(rows$value, rows$figure))
}

test_that("the key figures of a day leave bots out but count their orders", {
  totals <- key_figures(shop_day_filters())

  expect_equal(totals[c("events", "page_views", "visitors", "sessions", "orders")],
    list(events = 15, page_views = 4, visitors = 4, sessions = 4, orders = 4))
  expect_equal(totals[c("conversion", "bounce_rate", "engaged_seconds")],
    list(conversion = 0.5, bounce_rate = 0.25, engaged_seconds = 20))
})

test_that("they are those of dash.overview, which reports and analysts ask", {
  overview <- ask("select * from dash.overview('2026-03-02', '2026-03-02')")
  totals <- key_figures(shop_day_filters())

  same <- c("events", "page_views", "visitors", "sessions", "orders", "conversion", "bounce_rate")
  expect_equal(totals[same], as.list(overview[same]))
})

test_that("bots are counted when they are asked for", {
  totals <- key_figures(shop_day_filters(bots = TRUE))

  expect_equal(totals[c("events", "visitors", "sessions", "orders", "conversion")],
    list(events = 18, visitors = 5, sessions = 5, orders = 4, conversion = 0.6))
})

test_that("the login filter takes visits in that state, with their events and orders", {
  signed_in <- key_figures(shop_day_filters(login = "logged_in"))
  two_states <- key_figures(shop_day_filters(login = c("guest", "anonymous")))

  expect_equal(signed_in[c("events", "sessions", "orders")],
    list(events = 5, sessions = 1, orders = 1))
  expect_equal(two_states[c("events", "sessions")], list(events = 8, sessions = 2))
})

test_that("an event or order of no known visit counts only where nothing is asked of visits", {
  unknown <- key_figures(shop_day_filters(login = "unknown"))

  expect_equal(unknown[c("events", "sessions", "orders")],
    list(events = 1, sessions = 1, orders = 0))
})

test_that("money is never added across currencies and refunds reduce the net only", {
  euro <- key_figures(shop_day_filters(), "EUR")
  dollar <- key_figures(shop_day_filters(), "USD")

  expect_equal(euro$net_revenue, 79.75)
  expect_equal(round(euro$average_order, 2), 39.92)
  expect_equal(dollar[c("net_revenue", "average_order")],
    list(net_revenue = 30, average_order = 30))
})

test_that("a period stands beside the one before, and nothing before is no change", {
  rows <- ask(app$key_cards_query(some_filters("2026-04-08")))
  of <- function(figure) rows[rows$figure == figure, ]

  expect_rows(of("sessions")[c("value", "previous", "change")],
    data.frame(value = 1, previous = 2, change = -0.5))
  expect_rows(of("net_revenue")[c("value", "previous", "change")],
    data.frame(value = 0, previous = 100, change = -1))
  first <- ask(app$key_cards_query(shop_day_filters()))
  expect_true(is.na(first$change[first$figure == "sessions"]))
})

test_that("the trends add up to the key figures", {
  filters <- some_filters("2026-02-25", "2026-03-10")
  totals <- key_figures(filters)
  for (grain in app$GRAINS) {
    trend <- key_trend(filters, grain)
    money <- ask(app$money_trend_query(filters, grain))

    expect_equal(sum(trend$events), totals$events)
    expect_equal(sum(trend$sessions), totals$sessions)
    expect_equal(sum(trend$orders), totals$orders)
    expect_equal(sum(money$net_revenue[money$currency == "EUR"]), totals$net_revenue)
    expect_equal(nrow(money), 2 * nrow(trend))
  }
})

test_that("a card's line is the trend of its figure", {
  filters <- some_filters("2026-02-25", "2026-03-10")
  for (grain in app$GRAINS) {
    cards <- ask(app$key_cards_query(filters, grain))
    trend <- ask(paste0(
      "select * from ", app$call_dash("key_trend", app$all_arguments(filters), grain = app$quote_text(grain)), " order by bucket_at"
    ))
    money <- ask(app$money_trend_query(filters, grain))
    course <- function(figure, currency = NA) {
      app$view$overview$course_of(cards$course[cards$figure == figure & cards$currency %in% currency])
    }
    for (figure in setdiff(names(trend), c("bucket", "bucket_at"))) expect_equal(course(figure), trend[[figure]])
    for (currency in c("EUR", "USD")) for (figure in c("net_revenue", "average_order")) {
      expect_equal(course(figure, currency), money[[figure]][money$currency == currency])
    }
  }
  compared <- ask(app$key_cards_query(some_filters("2026-04-08")))
  expect_length(app$view$overview$course_of(compared$course[compared$figure == "net_revenue"]), 0)
})

test_that("weeks start on Monday and days without anything are there", {
  filters <- some_filters("2026-03-01", "2026-03-08")

  weeks <- key_trend(filters, "week")
  days <- key_trend(filters, "day")

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
  funnel <- ask(app$shop_funnel_query(shop_day_filters(), "session"))

  expect_equal(funnel$step, c("product view", "add to cart", "checkout", "purchase"))
  expect_equal(funnel$subjects, c(3, 2, 1, 1))
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

  totals <- key_figures(filters)

  expect_equal(totals$events, 0)
  expect_true(is.na(totals$conversion))
  expect_null(totals$net_revenue)
  expect_equal(nrow(ask(app$products_query(filters))), 0)
  expect_equal(key_trend(filters, "day")$events, c(0, 0))
  expect_equal(nrow(ask(app$shop_funnel_query(filters, "session"))), 0)
})
