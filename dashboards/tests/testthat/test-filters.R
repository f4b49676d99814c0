test_that("a filter that is not set is not said, and a set one is a list", {
  expect_equal(app$filter_json(some_filters("2026-03-02")), "{}")
  expect_equal(app$filter_json(some_filters("2026-03-02", device = "mobile", bots = TRUE)),
    '{"device":["mobile"],"bots":true}')
})

test_that("the period before is as long, and the year before has the same weekdays", {
  before <- app$compared_period(day("2026-03-02"), day("2026-03-08"), "previous")
  year <- app$compared_period(day("2026-03-02"), day("2026-03-08"), "year")

  expect_equal(before, list(from = day("2026-02-23"), to = day("2026-03-01")))
  expect_equal(format(year$from, "%u"), "1")
  expect_null(app$compared_period(day("2026-03-02"), day("2026-03-08"), "none"))
})

test_that("all login states, and none, mean no filter", {
  expect_null(app$tidy_login(app$LOGIN_STATES))
  expect_null(app$tidy_login(NULL))
})

test_that("what an address names can be unchosen even if the warehouse does not know it", {
  known <- data.frame(filter = "brand", value = "Acme")

  expect_equal(unname(app$choices_of("brand", known, "Gone")), c("Acme", "Gone"))
})

test_that("while the warehouse is away there is nothing to choose from but what the address names", {
  expect_length(app$choices_of("brand", NULL, NULL), 0)
  expect_equal(unname(app$choices_of("brand", NULL, "Acme")), "Acme")
})
