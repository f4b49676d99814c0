# What a card does with the filters, seen by what it asks.

# Texts of the questions of one panel of a page, for each of some filters.
questions_of <- function(page, panel, several) {
  asked <- character()
  ask_noting <- function(sql, keep = TRUE, at_once = TRUE) {
    asked <<- c(asked, sql)
    warehouse$ask(sql)
  }
  # other ones first, so that what panels share is asked for anew
  chosen <- shiny::reactiveVal(some_filters("2026-04-05"))
  arguments <- c(page$server, list(ask = ask_noting, filters = shiny::reactive(chosen()),
    palette = shiny::reactive(app$PALETTES$light)))
  questions <- list()
  noting_panels(function(panels) {
    shiny::testServer(app$view[[page$module]]$server, args = arguments, {
      do.call(session$setInputs, page$inputs)
      panels(session)[[panel]]$data()
      questions <<- lapply(several, function(these) {
        asked <<- character()
        chosen(these)
        panels(session)[[panel]]$data()
        unique(asked)
      })
    })
  })
  questions
}

panels_of <- function(page) {
  ids <- names(by_id(do.call(app$view[[page$module]]$ui, c("page", page$ui)), identity))
  sub("-table$", "", setdiff(grep("-table$", ids, value = TRUE), "table"))
}

test_that("a card that a filter leaves unchanged says so, and no other does", {
  several <- list(usual = some_filters("2026-04-07", "2026-04-08"),
    narrow = some_filters("2026-04-07", "2026-04-08", device = "mobile"),
    another_period = some_filters("2026-04-06", "2026-04-07"))
  for (page in page_modules()) {
    hints <- by_id(do.call(app$view[[page$module]]$ui, c("page", page$ui)), identity)
    for (panel in panels_of(page)) {
      said <- if (page$module == "live") "whatever the filters" else paste(hints[[paste0(panel, "-table")]], collapse = " ")
      asked <- questions_of(page, panel, several)
      expect_equal(grepl("whatever the (other )?filters", said), identical(asked$usual, asked$narrow), info = paste(page$module, panel))
      expect_equal(grepl("whatever the filters", said), identical(asked$usual, asked$another_period), info = paste(page$module, panel))
    }
  }
})

test_that("pages and filters of which no card depends say so at their heads", {
  expect_match(html_of(app$view$live$ui("live")), "ff-unfiltered.*whatever the filters")
  expect_match(html_of(app$view$health$ui("health")), "ff-unfiltered.*whatever the filters")
  expect_match(html_of(app$view$filters$ui("filters", app$parse_address("", "UTC", function(tz) day("2026-04-08")))), "Overview compares")
})
