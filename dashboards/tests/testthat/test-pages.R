# What the pages beyond Overview show, of two days that are known (rich_days in helper-warehouse.R).
tuesday <- some_filters("2026-04-07")
both_days <- some_filters("2026-04-07", "2026-04-08")

test_that("each filter leaves out what it should, on sessions, orders and pages alike", {
  sessions <- function(...) ask(app$ask_all("visits_by", some_filters("2026-04-07", ...)))$sessions

  expect_equal(sum(sessions()), 2)
  expect_equal(sessions(device = "mobile"), 1)
  expect_equal(sessions(country = c("AT", "CH")), 1)
  expect_equal(sessions(channel = "Email"), 1)
  expect_equal(sum(sessions(category = "Lamps")), 2)
  expect_equal(sessions(brand = "Acme"), 1)
  expect_equal(sessions(site = "nowhere"), numeric())
  orders <- function(...) nrow(ask(app$order_list_query(some_filters("2026-04-07", ...))))
  expect_equal(c(orders(), orders(device = "mobile"), orders(device = "desktop")), c(1, 1, 0))
  pages <- ask(app$ask_all("page_figures", some_filters("2026-04-07", country = "AT")))
  expect_equal(pages$views, c(1, 1))
})

test_that("a value that somebody made up is a value, and no SQL", {
  strange <- "x'); drop table public.sessions; --\\\""

  expect_equal(nrow(ask(app$visits_by_query(some_filters("2026-04-07", brand = strange), "device"))), 0)
})

test_that("the filters offer what sessions and products have", {
  choices <- ask(app$choices_query())

  expect_setequal(choices$value[choices$filter == "country"], c("DE", "AT", "unknown"))
  expect_true("Email" %in% choices$value[choices$filter == "channel"])
})

test_that("what changed most is named with both periods", {
  changes <- ask(app$biggest_changes_query(some_filters("2026-04-08")))
  gone <- changes[changes$value %in% "AT", ]

  expect_rows(gone[c("dimension", "sessions", "previous", "difference", "change")],
    data.frame(dimension = "country", sessions = 0, previous = 1, difference = -1, change = -1))
})

test_that("sessions by country add up to all, with their shares", {
  countries <- ask(app$visits_by_query(both_days, "country"))

  expect_equal(countries$value, c("DE", "AT"))
  expect_equal(countries$sessions, c(2, 1))
  expect_equal(countries$visitors, c(1, 1))
  expect_equal(countries$share, c(2 / 3, 1 / 3))
  expect_equal(countries$conversion, c(0.5, 0))
})

test_that("who comes on two days is active once in seven", {
  active <- ask(app$active_query(both_days))

  expect_equal(active$active_1, c(2, 1))
  expect_equal(active$active_7, c(2, 2))
})

test_that("pages have entries and exits, and the visitors are new", {
  pages <- ask(app$ask_all("page_figures", both_days))
  home <- pages[pages$path == "/", ]

  expect_rows(home[c("views", "viewers", "entries", "exits")],
    data.frame(views = 3, viewers = 2, entries = 3, exits = 1))
  expect_equal(ask(app$ask_all("new_and_returning", tuesday))$kind, "new")
  expect_equal(ask(app$ask_all("new_and_returning", some_filters("2026-04-08")))$kind, "returning")
})

test_that("a funnel by device has the steps of each, by visitor too", {
  devices <- ask(app$funnel_query(both_days, "device", "visitor"))

  expect_equal(devices$value, c("desktop", "mobile"))
  expect_equal(devices$viewed, c(1, 1))
  expect_equal(devices$purchased, c(0, 1))
  expect_equal(devices$overall_rate, c(0, 1))
})

test_that("a funnel of other steps keeps their order, unless told otherwise", {
  reached <- function(steps, in_order) {
    ask(app$funnel_steps_query(tuesday, steps, "session", in_order))$subjects
  }

  expect_equal(reached(c("search", "product_view", "add_to_cart_click"), TRUE), c(2, 2, 1))
  expect_equal(reached(c("product_view", "search"), TRUE), c(2, 0))
  expect_equal(reached(c("product_view", "search"), FALSE), c(2, 2))
  expect_equal(reached(c("page_view", "page_view", "page_view"), TRUE), c(2, 2, 0))
})

test_that("a product has its days, its price and what its viewers bought", {
  trend <- ask(app$product_trend_query(both_days, "p8"))
  prices <- ask(app$price_history_query(both_days, "p8"))

  expect_equal(trend$views, c(1, 0))
  expect_equal(trend$units, c(2, 0))
  expect_equal(prices[c("currency", "price", "valid_to")],
    data.frame(currency = "EUR", price = 50, valid_to = NA_character_))
  expect_equal(nrow(ask(app$also_bought_query(both_days, "p8"))), 0)
})

test_that("products that were sold out are ranked by their views", {
  all <- ask(app$ask_all("product_rankings", both_days))
  sold_out <- all[all$ranking == "sold out", ]
  products <- ask(app$products_query(both_days))

  expect_equal(sold_out$product_id, "p9")
  expect_equal(sold_out$sold_out_views, 1)
  shown <- app$view$products$ranked(products, "sold_out_place", 50)
  expect_equal(as.list(shown), as.list(sold_out[names(shown)]))
  figures <- ask(app$ask_all("product_figures", both_days))
  expect_equal(app$view$products$plain_figures(products), figures)
  removed <- paste("select product_id from", app$call_dash("product_ranking", app$all_arguments(both_days), which = "'removed most'"))
  expect_equal(ask(removed)$product_id, all$product_id[all$ranking == "removed most"])
})

test_that("a cart that was bought is counted and listed as such", {
  figures <- ask(app$ask_all("cart_figures", tuesday))
  rates <- ask(app$ask_all("cart_rates", tuesday))
  carts <- ask(app$cart_list_query(tuesday))

  expect_equal(rates[c("carts", "purchased", "abandonment")],
    data.frame(carts = 1, purchased = 1, abandonment = 0))
  expect_equal(figures[figures$is_total, names(rates)], rates)
  totals <- ask(app$ask_all("cart_totals", tuesday))
  expect_equal(as.list(app$view$carts$by_state(figures)), as.list(totals))
  expect_equal(carts[c("state", "value", "currency")],
    data.frame(state = "purchased", value = 100, currency = "EUR"))
})

test_that("money and coupons of orders stand by currency", {
  money <- ask(app$ask_all("order_money", some_filters("2026-03-02")))
  coupons <- ask(app$ask_all("coupon_money", tuesday))

  expect_equal(money$currency, c("EUR", "USD"))
  expect_equal(money$refunded, c(40, 0))
  expect_equal(money$refund_rate, c(1 / 3, 0))
  expect_equal(coupons[c("coupon", "orders", "net")],
    data.frame(coupon = "save", orders = 1, net = 100))
})

test_that("the heat map has every hour of the period's weekdays", {
  hours <- ask(app$ask_all("week_hours", both_days))

  expect_equal(nrow(hours), 48)
  expect_equal(hours$sessions[hours$weekday == 2 & hours$hour %in% c(10, 12)], c(1, 1))
  expect_equal(sum(hours$sessions), 3)
  expect_equal(ask(app$busiest_hours_query(both_days))$times_usual, c(1, 1, 1))
})

test_that("channels have the orders and the money of their own sessions", {
  channels <- ask(app$acquisition_query(tuesday, "channel"))
  email <- channels[channels$value == "Email", ]

  expect_rows(email[c("sessions", "currency", "orders", "net_revenue")],
    data.frame(sessions = 1, currency = "EUR", orders = 1, net_revenue = 100))
  expect_equal(sum(channels$share[!duplicated(channels$value)]), 1)
})

test_that("every attribution model gives away the same money", {
  for (model in app$ATTRIBUTION_MODELS) {
    expect_equal(sum(ask(app$attribution_query(tuesday, model))$net), 100)
  }
})

test_that("searches are one query whatever their case and spaces, and what came of them", {
  queries <- ask(app$ask_all("search_figures", tuesday))
  totals <- ask(app$ask_all("search_totals", tuesday))
  all <- ask(app$ask_all("query_figures", tuesday))

  expect_equal(queries$query, c("big lamp", "lamp"))
  expect_equal(queries$zero_rate, c(1, 0))
  expect_equal(queries$orders, c(0, 1))
  expect_equal(totals[c("searches", "zero_results", "zero_rate", "orders")],
    data.frame(searches = 2, zero_results = 1, zero_rate = 0.5, orders = 1))
  expect_equal(all[all$is_total, names(totals)], totals)
  expect_equal(as.list(all[!all$is_total, names(queries)]), as.list(queries))
})

test_that("a search that found nothing lost what the others brought", {
  lost <- ask(app$ask_days("lost_demand", tuesday))

  expect_rows(lost[lost$cause == "zero_results", c("what", "lost")],
    data.frame(what = "big lamp", lost = 100))
})

test_that("a cohort is whole in its own week, and customers are in segments", {
  cohorts <- ask(app$retention_query(both_days))

  expect_equal(cohorts[c("cohort", "week_number", "clients", "share")],
    data.frame(cohort = "2026-04-06", week_number = 0, clients = 2, share = 1))
  expect_equal(sum(ask(app$segments_query(both_days))$customers), 1)
})

test_that("journeys and the neighbours of a page are those that were walked", {
  journeys <- ask(app$journeys_query(tuesday))
  steps <- ask(app$page_steps_query(tuesday, "/lamps"))

  expect_equal(journeys$journey, "/ \u2192 /lamps")
  expect_equal(journeys$sessions, 2)
  expect_equal(steps$path[steps$direction == "previous"], "/")
  expect_equal(steps$path[steps$direction == "next"], "(exit)")
})

test_that("the last half hour has thirty minutes, also where nothing happened", {
  minutes <- ask(app$live_minutes_query(tuesday))

  expect_equal(nrow(minutes), 30)
  expect_equal(sum(minutes$events), ask(app$live_now_query(tuesday))$events)
})

test_that("a gap in a session's numbers is an event that was lost", {
  owner_does(
    event("click", "2026-05-01 10:00 UTC", session_id = "g1", sequence = 0),
    event("click", "2026-05-01 10:01 UTC", session_id = "g1", sequence = 3),
    models()
  )
  withr::defer(owner_does(
    "delete from public.clickstream_events where session_id = 'g1'",
    "insert into public.etl_touched (kind, key) values ('session', 'g1')",
    models()
  ))

  lost <- ask(app$lost_events_query(some_filters("2026-05-01")))

  expect_equal(lost[c("received", "missing", "loss_rate")],
    data.frame(received = 2, missing = 2, loss_rate = 0.5))
})

test_that("bots are counted beside people, by the reason of their mark", {
  kinds <- ask(app$ask_period("bot_figures", some_filters("2026-03-02")))

  expect_equal(kinds$reason, c("people", "user_agent"))
  expect_equal(kinds$sessions, c(4, 1))
})

test_that("every page asks only what the warehouse can answer, whatever the filters", {
  strict <- some_filters("2026-04-07", login = "guest", site = "a", device = "mobile",
    country = "DE", channel = "Email", category = "Lamps", brand = "Acme", bots = TRUE,
    compare = "year")
  by_filters <- c("key_figures", "new_and_returning", "page_figures", "ranked_products",
    "cart_figures", "order_money", "coupon_money", "week_hours", "query_figures")

  for (name in by_filters) expect_s3_class(ask(app$ask_all(name, strict)), "data.frame")
  for (by in app$SOURCE_KINDS) {
    expect_s3_class(ask(app$acquisition_query(strict, by)), "data.frame")
  }
  expect_s3_class(ask(app$key_cards_query(strict)), "data.frame")
  expect_s3_class(ask(app$seasons_query(strict)), "data.frame")
  expect_s3_class(ask(app$restatements_query(strict)), "data.frame")
})
