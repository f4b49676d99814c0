test_that("figures have separators and a dash stands for what does not exist", {
  expect_equal(app$format_count(c(0, 1234567, 12345678901, NA)),
    c("0", "1,234,567", "12,345,678,901", "\u2013"))
  expect_equal(app$format_share(c(0.0914, NA)), c("9.1%", "\u2013"))
  expect_equal(app$format_quantity(c(1500, 2.5)), c("1,500", "2.5"))
})

test_that("money has its currency's decimals", {
  expect_equal(app$format_amount(c(1234.5, 1234, 1.5, 2, NA), c("EUR", "JPY", "KWD", NA, "EUR")),
    c("1,234.50", "1,234", "1.500", "2.00", "\u2013"))
})

test_that("raw figures are never in scientific notation", {
  expect_equal(app$format_plain(c(100000, 1e15, 0.1, 79.75, NA)),
    c("100000", "1000000000000000", "0.1", "79.75", ""))
  expect_equal(app$format_plain(c(1e-5, 123456789e9, -1e-6, 0.1 + 0.2)),
    c("0.00001", "123456789000000000", "-0.000001", "0.3"))
})

test_that("a raw figure reads the same alone and among others", {
  shares <- c(0.27914627973679773, 1 / 3, 2 / 7, 0.0001234567890123456, 1e-9, 396)
  expect_equal(app$format_plain(shares), vapply(shares, app$format_plain, ""))
})

test_that("ages are in the unit that a person would use", {
  expect_equal(app$format_age(c(0, 1, 59, 60, 7199, 7200, 86400 * 3, NA)),
    c("0 seconds ago", "1 second ago", "59 seconds ago", "1 minute ago", "119 minutes ago",
      "2 hours ago", "3 days ago", "never"))
})

test_that("days are written as people do", {
  expect_equal(app$format_day(day(c("2026-03-02", "2026-12-31"))), c("2 Mar 2026", "31 Dec 2026"))
})
