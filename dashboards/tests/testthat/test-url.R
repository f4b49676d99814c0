today <- function(tz) day("2026-03-15")
parse <- function(query) app$parse_address(query, "UTC", today)

test_that("an address without filters is the last 28 days for everybody", {
  view <- parse("")

  expect_equal(view[c("range", "from", "to", "compare", "tz", "bots", "grain", "page")],
    list(range = "28d", from = day("2026-02-16"), to = day("2026-03-15"), compare = "previous",
      tz = "UTC", bots = FALSE, grain = "day", page = "Overview"))
  expect_true(all(vapply(view[app$CHOICE_FILTERS], is.null, NA)))
})

test_that("an address says all filters", {
  view <- parse(paste0("?page=Funnel&from=2026-03-01&to=2026-03-02&tz=Asia%2FKathmandu",
    "&login=guest,unknown&device=mobile|tablet&category=A%20%26%20B&bots=1&grain=week",
    "&compare=year&steps=a|b"))

  expect_equal(view[c("from", "tz", "login", "device", "category", "bots", "compare", "steps")],
    list(from = day("2026-03-01"), tz = "Asia/Kathmandu", login = c("guest", "unknown"),
      device = c("mobile", "tablet"), category = "A & B", bots = TRUE, compare = "year",
      steps = "a|b"))
})

test_that("months begin on their first day, whatever the length of the one before", {
  expect_equal(parse("?range=last-month")[c("from", "to")],
    list(from = day("2026-02-01"), to = day("2026-02-28")))
  expect_equal(parse("?range=month")[c("from", "to")],
    list(from = day("2026-03-01"), to = day("2026-03-15")))
})

test_that("today is shown by hours", {
  view <- parse("?range=today")

  expect_equal(view[c("from", "to", "grain")],
    list(from = day("2026-03-15"), to = day("2026-03-15"), grain = "hour"))
})

test_that("what makes no sense in an address becomes the default", {
  nonsense <- "?page=%3Cscript%3E&range=1000d&tz=x&login=me&bots=yes&grain=second&=&&a"

  expect_equal(parse(nonsense), parse(""))
  expect_equal(parse("?from=2026-02-30&to=2026-03-01")$range, "28d")
  expect_equal(parse("?tz=%&page=%00&login=%ff"), parse(""))
})

test_that("dates in the wrong order are swapped and ages are cut", {
  expect_equal(parse("?from=2026-03-02&to=2026-03-01")[c("from", "to")],
    list(from = day("2026-03-01"), to = day("2026-03-02")))
  expect_equal(parse("?from=0001-01-01&to=2026-03-01")$from,
    day("2026-03-01") - app$PERIOD_DAYS_MAX)
})

test_that("a view's address opens the same view", {
  address <- paste0("?page=Health&from=2026-03-01&to=2026-03-02",
    "&compare=none&tz=Europe%2FBerlin&login=guest%7Cunknown&brand=A%20%26%20B&bots=1&grain=week")
  view <- parse(address)

  expect_equal(app$format_address(view, view$grain, view$page, "UTC"), address)
})

test_that("today by days stays by days", {
  view <- parse("?range=today&grain=day")

  expect_equal(app$format_address(view, view$grain, view$page, "UTC"), "?range=today&grain=day")
})

test_that("an address leaves out what is the default", {
  view <- parse("")

  expect_equal(app$format_address(view, "day", "Overview", "UTC"), "?")
})

test_that("each page's choices are in its address, unless they are the default or make no sense", {
  for (page in app$PAGES) {
    for (name in names(app$choices_of_page(page))) {
      allowed <- unname(app$choices_of_page(page)[[name]])
      told <- function(value) {
        view <- parse(paste0("?page=", page, "&", name, "=", utils::URLencode(value, reserved = TRUE)))
        expect_true(all(vapply(setdiff(app$PAGES, page), function(other) {
          identical(view$choices[[other]], app$tidy_choices(other))
        }, NA)))
        app$format_address(view, view$grain, view$page, "UTC", app$told_choices(page, view$choices[[page]]))
      }
      plain <- if (page == "Overview") "?" else paste0("?page=", page)

      for (value in allowed[-1]) expect_match(told(value), paste0(name, "=", utils::URLencode(value, reserved = TRUE)), fixed = TRUE)
      for (value in c(allowed[1], "nonsense")) expect_equal(told(value), plain)
    }
  }
})

test_that("a page's address opens it with its choices", {
  initial <- parse("?page=Acquisition&by=landing%20page&model=linear")

  html <- html_of(app$view$acquisition$ui("a", initial$choices$Acquisition))

  expect_match(html, 'value="landing page" selected')
  expect_match(html, 'value="linear" selected')
})
