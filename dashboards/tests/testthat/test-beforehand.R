# What is asked before anybody opens a page.

# A warehouse that notes which questions reach it.
noting <- function() {
  asked <- character()
  one <- app$open_warehouse(dash_database, connect = app$open_connection)
  ask <- one$ask
  list(
    warehouse = utils::modifyList(one, list(ask = function(sql, keep = TRUE) {
      if (!one$knows(sql)) asked <<- c(asked, sql)
      ask(sql, keep)
    })),
    asked = function() asked,
    forget = function() asked <<- character()
  )
}

test_that("a page that is opened without an address finds all of Overview answered", {
  noted <- noting()
  on.exit(noted$warehouse$close())
  ask <- app$view$asking$asker(noted$warehouse, function() "1")
  opened <- app$view$filters$as_opened(app$parse_address("", "UTC", app$today_in))
  shiny::isolate(app$view$beforehand$prepare(ask, function() opened))
  shiny:::flushReact()
  expect_gt(length(noted$asked()), 4)
  noted$forget()
  shiny::testServer(app$view$overview$server, args = list(
    ask = ask, filters = shiny::reactive(opened), palette = shiny::reactive(app$PALETTES$light)
  ), {
    session$setInputs(metric = "visitors", grain = app$default_grain(opened$range))
    for (name in c("figures", "trend-table", "changes-table", "top_events-table")) expect_true(!is.null(output[[name]]), name)
  })
  expect_equal(noted$asked(), character())
})

test_that("it is asked again after the data has changed, and an outage does not end it", {
  noted <- noting()
  on.exit(noted$warehouse$close())
  beat <- shiny::reactiveVal("1")
  is_away <- FALSE
  ask <- app$view$asking$asker(noted$warehouse, beat)
  asking <- function(...) if (is_away) stop(app$warehouse_unreachable("away")) else ask(...)
  opened <- app$view$filters$as_opened(app$parse_address("", "UTC", app$today_in))
  times <- 0
  shiny::isolate(app$view$beforehand$prepare(function(...) {
    beat()
    times <<- times + 1
    asking(...)
  }, function() opened))
  shiny:::flushReact()
  first <- times
  expect_gt(first, 0)
  is_away <- TRUE
  shiny::isolate(beat("unreachable"))
  shiny:::flushReact()
  expect_equal(times, 2 * first)
  is_away <- FALSE
  shiny::isolate(beat("2"))
  shiny:::flushReact()
  expect_equal(times, 3 * first)
})

test_that("what is made beforehand is what an address without anything chooses", {
  opened <- app$view$filters$as_opened(app$parse_address("", "Europe/Berlin", function(tz) day("2026-03-29")))
  expect_equal(opened[c("from", "to", "tz", "compare")], list(from = day("2026-03-02"), to = day("2026-03-29"), tz = "Europe/Berlin", compare = "previous"))
  expect_equal(opened$vs, list(from = day("2026-02-02"), to = day("2026-03-01")))
  expect_null(opened$device)
  expect_false(opened$bots)
})

test_that("parts of pages are made once for the same choices, and anew for others", {
  once <- app$written_once()
  made <- 0
  part <- function(name) {
    made <<- made + 1
    htmltools::tags$p(name)
  }
  expect_equal(as.character(once("<a>", part("<a>"))), "<p>&lt;a&gt;</p>")
  expect_equal(as.character(once("<a>", part("<a>"))), "<p>&lt;a&gt;</p>")
  expect_equal(made, 1)
  for (number in seq_len(app$TEXTS_KEPT)) once(number, part(number))
  once("<a>", part("<a>"))
  expect_equal(made, 2 + app$TEXTS_KEPT)
})
