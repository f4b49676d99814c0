# What the pages' questions say of a made-up shop, beside what its generator knows: it wrote that down while its people did it.
truth <- jsonlite::fromJSON(Sys.getenv("FOOTFALL_TEST_TRUTH"), simplifyDataFrame = FALSE)
people <- truth$kinds$people
made <- app$open_warehouse(app$parse_database_url(Sys.getenv("FOOTFALL_TEST_MADE_DATABASE_URL")))
withr::defer(made$close(), testthat::teardown_env())

ask_made <- function(query) made$ask(query)
all_days <- function(...) some_filters(truth$days[[1]], utils::tail(truth$days, 1), tz = truth$options$zone, compare = "none", ...)

# Figures by name, without what is zero, in the order of their names.
named <- function(values, names) {
  values <- stats::setNames(as.numeric(unlist(values)), names)
  values <- values[values != 0]
  values[order(names(values), method = "radix")]
}
by_name <- function(list) named(list, names(list))

key_figures_of <- function(filters) {
  rows <- ask_made(app$key_cards_query(filters))
  rows <- rows[is.na(rows$currency), ]
  stats::setNames(as.list(rows$value), rows$figure)
}

test_that("key figures are what people did, without the programs", {
  figures <- key_figures_of(all_days())

  expect_equal(figures$visitors, people$visitors)
  expect_equal(figures$sessions, sum(people$sessionsByDay))
  expect_equal(figures$page_views, sum(people$pageViewsByDay))
  expect_equal(figures$events, sum(people$eventsByDay) + sum(truth$server$eventsByDay))
  expect_equal(figures$orders, truth$orders$count)
  expect_equal(figures$conversion, sum(people$convertingByDay) / sum(people$sessionsByDay))
  expect_equal(figures$bounce_rate, sum(people$bouncedByDay) / sum(people$sessionsByDay))
})

test_that("days are the shop's, one by one", {
  trend <- app$view$overview$trend_of(
    ask_made(app$key_cards_query(all_days())), ask_made(app$buckets_query(all_days(), "day"))
  )

  expect_equal(trend$sessions, people$sessionsByDay)
  expect_equal(trend$visitors, people$visitorsByDay)
  expect_equal(trend$page_views, people$pageViewsByDay)
})

test_that("visits by device, country and channel are those of people, and a filter by one of them takes as many", {
  by <- c(device = "sessionsByDevice", country = "sessionsByCountry", site = "sessionsBySite")
  for (property in names(by)) {
    rows <- ask_made(app$visits_by_query(all_days(), property))
    expect_equal(named(rows$sessions, rows$value), by_name(people[[by[[property]]]]))
  }
  channels <- ask_made(app$acquisition_query(all_days(), "channel"))
  channels <- channels[!duplicated(channels$value), ]
  expect_equal(named(channels$sessions, channels$value), by_name(people$sessionsByChannel))

  for (device in names(people$sessionsByDevice)) {
    expect_equal(key_figures_of(all_days(device = device))$sessions, people$sessionsByDevice[[device]])
  }
  for (channel in names(people$sessionsByChannel)) {
    expect_equal(key_figures_of(all_days(channel = channel))$sessions, people$sessionsByChannel[[channel]])
  }
})

test_that("pages are those that people saw, and where their visits began and ended", {
  pages <- ask_made(app$ask_all("page_figures", all_days()))

  expect_equal(named(pages$views, pages$path), by_name(people$pageViewsByPath))
  expect_equal(named(pages$entries, pages$path), by_name(people$entriesByPath))
  # the generator knows where a visit's last event was; with several tabs that need not be its last view
  expect_equal(sum(pages$exits), sum(pages$entries))
})

test_that("the funnel has as many visits at each step", {
  steps <- ask_made(app$shop_funnel_query(all_days(), "session"))

  expect_equal(as.numeric(steps$subjects), as.numeric(people$funnel))
})

test_that("money is each currency's, to its smallest unit", {
  money <- ask_made(app$ask_all("order_money", all_days()))

  for (currency in names(truth$orders$byCurrency)) {
    sums <- truth$orders$byCurrency[[currency]]
    row <- money[money$currency == currency, ]
    unit <- 10^sums$digits
    expect_equal(row$orders, sum(sums$orders))
    expect_equal(row$gross * unit, sum(sums$gross))
    expect_equal(row$net * unit, sum(sums$gross) - sum(sums$refundedByOrderDay))
  }
})

test_that("products have the views, carts and sales that people gave them", {
  products <- ask_made(app$products_query(all_days()))
  wanted <- do.call(rbind, people$products$total)
  colnames(wanted) <- people$products$figures
  sold <- wanted[wanted[, "units"] > 0, , drop = FALSE]
  codes <- paste(products$product_id, products$currency)

  expect_equal(named(products$units[products$units > 0], codes[products$units > 0]), named(sold[, "units"], rownames(sold)))
  views <- tapply(wanted[, "views"], sub(" .*$", "", rownames(wanted)), sum)
  once <- products[!duplicated(products$product_id), ]
  expect_equal(named(once$views, once$product_id), by_name(views))
})

test_that("carts are in the state that they are in at the end", {
  figures <- ask_made(app$ask_all("cart_figures", all_days()))
  rows <- figures[!figures$is_total, ]
  carts <- truth$carts$byCurrencyAndState
  counts <- unlist(lapply(carts, function(states) lapply(states, `[[`, "carts")))

  # open and abandoned are told by today's clock; what was bought stays so
  bought <- rows[rows$state == "purchased", ]
  wanted <- counts[grepl("purchased$", names(counts))]
  expect_equal(named(bought$carts, bought$currency), named(wanted, sub("[.].*$", "", names(wanted))))
  expect_equal(sum(rows$carts), truth$carts$count)
})
