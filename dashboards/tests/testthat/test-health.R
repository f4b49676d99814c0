test_that("the state of loading says what came in, what became of it and what went wrong", {
  state <- ask(app$health_query(some_filters("2026-03-02")))

  expect_equal(state[c("objects", "received", "loaded", "duplicate", "rejected")],
    data.frame(objects = 2, received = 30, loaded = 25, duplicate = 3, rejected = 2))
  expect_true(state$is_balanced)
  expect_equal(state$last_status, "failed")
  expect_equal(state$last_error, "disk full")
  expect_equal(state$seconds_since_success, 3600, tolerance = 0.05)
  expect_equal(state$last_event_at, "2026-04-08 09:00:00")
})

test_that("an hour that does not add up is counted", {
  add_loaded <- function(count) {
    owner_does(paste(
      "update public.etl_objects set loaded = loaded +", count, "where object_key = 'a'"
    ))
  }
  add_loaded(-1)
  withr::defer(add_loaded(1))

  state <- ask(app$health_query(some_filters("2026-03-02")))

  expect_false(state$is_balanced)
  expect_equal(state$unbalanced_hours, 1)
})

test_that("refused events are grouped by reason with the newest sample", {
  reasons <- ask(app$rejected_query(some_filters("2026-03-02")))

  expect_equal(reasons$reason, "no name")
  expect_equal(reasons$events, 2)
  expect_equal(reasons$sample, "<b>newer</b>")
  expect_equal(reasons$last_seen, "2026-03-02 11:00:00")
})

test_that("the last runs and the balance by hour are listed, newest first", {
  filters <- some_filters("2026-03-02", tz = "Asia/Kathmandu")

  expect_equal(ask(app$runs_query(filters))$status, c("failed", "succeeded"))
  expect_equal(ask(app$balance_query(filters))$hour, c("2026-03-02 15:45", NA))
})
