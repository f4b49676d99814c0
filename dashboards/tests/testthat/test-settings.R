test_that("settings have defaults beside the warehouse's URL", {
  url <- "postgres://footfall_dash:p%40ss%2Fword@db.internal:54329/clickstream_dw?sslmode=require"

  settings <- app$read_settings(environment_of(FOOTFALL_DASH_DATABASE_URL = url))

  expect_equal(settings$database, list(user = "footfall_dash", password = "p@ss/word",
    host = "db.internal", port = 54329L, dbname = "clickstream_dw", sslmode = "require"))
  expect_equal(settings[c("host", "port", "time_zone")],
    list(host = "127.0.0.1", port = 3838L, time_zone = "UTC"))
})

test_that("an IPv6 host and a URL without port and password are understood", {
  database <- app$parse_database_url("postgresql://me@[::1]/dw")

  expect_equal(database[c("host", "port", "password", "sslmode")],
    list(host = "::1", port = 5432L, password = "", sslmode = "prefer"))
})

test_that("a wrong setting is refused with what is allowed", {
  good <- "postgres://a:b@c/d"
  read <- function(...) app$read_settings(environment_of(...))

  expect_error(read(), "is not set.*postgres://", class = "settings_error")
  expect_error(read(FOOTFALL_DASH_DATABASE_URL = "mysql://x"), "not a PostgreSQL URL")
  expect_error(read(FOOTFALL_DASH_DATABASE_URL = paste0(good, "?foo=1")), "Only sslmode")
  expect_error(read(FOOTFALL_DASH_DATABASE_URL = good, FOOTFALL_DASHBOARDS_PORT = "70000"),
    "between 1 and 65535")
  expect_error(read(FOOTFALL_DASH_DATABASE_URL = good, FOOTFALL_TIME_ZONE = "Mars/Base"),
    "Europe/Berlin")
  expect_error(read(FOOTFALL_DASH_DATABASE_URL = good, FOOTFALL_DASHBOARDS_SOCKET = "run/x.sock"),
    "absolute path")
})

test_that("a socket takes the place of the port, open to its owner and group only", {
  settings <- app$read_settings(environment_of(
    FOOTFALL_DASH_DATABASE_URL = "postgres://a:b@c/d", FOOTFALL_DASHBOARDS_SOCKET = "/run/x.sock"
  ))

  place <- app$view$root$listening_place(settings)

  expect_equal(as.character(place), "/run/x.sock")
  expect_equal(attr(place, "mask"), strtoi("117", 8L))
  settings$socket <- ""
  expect_equal(app$view$root$listening_place(settings), settings$port)
})

test_that("a refused URL does not show its password", {
  problem <- tryCatch(app$parse_database_url("postgres:/u:secret@h"), error = conditionMessage)

  expect_false(grepl("secret", problem))
})

test_that("missing packages are named with the command that installs them", {
  without_dt <- function(name) name != "DT"

  expect_error(app$check_packages(list(), without_dt), "apt-get install r-cran-dt$")
  expect_equal(app$check_packages("settings", function(name) TRUE), "settings")
})

test_that("without the package that starts processes there are none, and who wants some is told", {
  without <- function(name) FALSE
  expect_equal(app$parse_connections("", without), 0)
  expect_equal(app$parse_connections("0", without), 0)
  expect_error(app$parse_connections("2", without), "apt-get install r-cran-processx")
  expect_equal(app$parse_connections(""), app$CONNECTIONS)
  expect_equal(app$parse_connections("16"), 16)
  for (wrong in c("17", "-1", "2.5", "many")) expect_error(app$parse_connections(wrong), "there may be 0 to 16", class = "settings_error")
})
