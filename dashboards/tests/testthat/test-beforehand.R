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
  shiny::isolate(app$view$beforehand$prepare(ask, function() "1", function() opened))
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

test_that("it is asked again when the data has changed; what fails is not before, and nothing is while the warehouse is away", {
  noted <- noting()
  on.exit(noted$warehouse$close())
  beat <- shiny::reactiveVal("1")
  again <- shiny::reactiveVal(0)
  is_broken <- TRUE
  asked <- character()
  ask <- app$view$asking$asker(noted$warehouse, beat)
  opened <- app$view$filters$as_opened(app$parse_address("", "UTC", app$today_in))
  shiny::isolate(app$view$beforehand$prepare(function(sql) {
    again() # as a timer does, or an answer
    asked <<- c(asked, sql)
    if (is_broken && grepl("key_cards", sql)) ask("select * from dash.nothing") else ask(sql)
  }, beat, function() opened))
  turn <- function(value = NULL) {
    asked <<- character()
    value
    shiny:::flushReact()
    sum(grepl("key_cards", asked))
  }
  expect_equal(turn(), 1)
  for (time in 1:3) expect_equal(turn(shiny::isolate(again(time))), 0)
  expect_gt(length(asked), 2)
  expect_equal(turn(shiny::isolate(beat("unreachable"))), 0)
  expect_equal(asked, character())
  is_broken <- FALSE
  expect_equal(turn(shiny::isolate(beat("2"))), 1)
  expect_equal(turn(shiny::isolate(again(4))), 1) # which finds what is known
})

test_that("what is made beforehand is what an address without anything chooses", {
  opened <- app$view$filters$as_opened(app$parse_address("", "Europe/Berlin", function(tz) day("2026-03-29")))
  expect_equal(opened[c("from", "to", "tz", "compare")], list(from = day("2026-03-02"), to = day("2026-03-29"), tz = "Europe/Berlin", compare = "previous"))
  expect_equal(opened$vs, list(from = day("2026-02-02"), to = day("2026-03-01")))
  expect_null(opened$device)
  expect_false(opened$bots)
})

test_that("functions are compiled one at a time, and stay what they were", {
  where <- new.env()
  where$twice <- function(x) 2 * x
  where$thrice <- function(x) where$twice(x) + x
  where$limit <- 3
  later <- list()
  app$compile_soon(list(where), function(work, seconds) later[[length(later) + 1]] <<- work)
  is_compiled <- function(name) any(grepl("bytecode", utils::capture.output(print(where[[name]]))))
  expect_equal(c(is_compiled("thrice"), is_compiled("twice")), c(TRUE, FALSE))
  later[[1]]()
  later[[2]]()
  expect_true(is_compiled("twice"))
  expect_length(later, 2)
  expect_equal(where$thrice(2), 6)
  expect_equal(where$limit, 3)
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
