request_of <- function(host, origin = NULL) list(HTTP_HOST = host, HTTP_ORIGIN = origin)

test_that("a page of the dashboards' own may ask, by any of their names", {
  expect_true(app$is_own_request(request_of("localhost:3838", "http://localhost:3838")))
  expect_true(app$is_own_request(request_of("127.0.0.1:3838", "http://127.0.0.1:3838")))
  expect_true(app$is_own_request(request_of("[::1]:3838", "http://[::1]:3838")))
  expect_true(app$is_own_request(request_of("Dash.Shop.example", "https://dash.shop.example"), "dash.shop.example"))
})

test_that("a program, which sends no origin, may ask", {
  expect_true(app$is_own_request(request_of("localhost:3838")))
})

test_that("no page of another origin may, be it on the same machine", {
  for (origin in c("http://evil.example", "http://localhost:3000", "http://localhost", "null", "http://localhost:3838.evil.example")) {
    expect_false(app$is_own_request(request_of("localhost:3838", origin)), info = origin)
  }
})

test_that("no other name may that was made to point here, nor none", {
  expect_false(app$is_own_request(request_of("evil.example:3838", "http://evil.example:3838")))
  expect_false(app$is_own_request(request_of("localhost.evil.example:3838")))
  expect_false(app$is_own_request(list()))
})

test_that("names of a proxy come from the settings, and a wrong list is refused", {
  expect_equal(app$parse_hosts(" Dash.shop.example, [::2] ,"), c("dash.shop.example", "[::2]"))
  expect_length(app$parse_hosts(""), 0)
  expect_error(app$parse_hosts("https://dash.shop.example"), "without ports", class = "settings_error")
})
