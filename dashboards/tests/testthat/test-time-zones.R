test_that("a day on which clocks go back has 25 hours, of which two are called 02:00", {
  filters <- some_filters("2025-10-26", tz = "Europe/Berlin")

  trend <- key_trend(filters, "hour")

  expect_equal(nrow(trend), 25)
  expect_equal(trend$events[trend$bucket == "2025-10-26 02:00"], c(1, 1))
  expect_equal(sum(trend$events), 4)
  expect_equal(ask("select * from dash.overview('2025-10-26', '2025-10-26', 'Europe/Berlin')")$events, 4)
})

test_that("a day on which clocks go forward has 23 hours and no 02:00", {
  trend <- key_trend(some_filters("2026-03-29", tz = "Europe/Berlin"), "hour")

  expect_equal(nrow(trend), 23)
  expect_false("2026-03-29 02:00" %in% trend$bucket)
})

test_that("a zone of 5:45 has its own midnight and its own full hours", {
  filters <- some_filters("2025-07-10", tz = "Asia/Kathmandu")

  trend <- key_trend(filters, "hour")

  expect_equal(nrow(trend), 24)
  expect_equal(trend$bucket[c(1, 24)], c("2025-07-10 00:00", "2025-07-10 23:00"))
  expect_equal(trend$events[c(1, 24)], c(1, 1))
  expect_equal(sum(trend$events), 2)
})

test_that("every zone that the app offers is known to the warehouse", {
  zones <- paste(vapply(app$time_zones(), app$quote_text, ""), collapse = ", ")
  unknown <- ask(paste0(
    "select z from unnest(array[", zones, "]) as z
     where z not in (select name from pg_timezone_names)"
  ))

  expect_equal(unknown$z, character())
})
