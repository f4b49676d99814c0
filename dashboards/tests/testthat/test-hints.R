# What a card does with the filters, seen by what it asks.

# Texts of the questions of one panel of a page, for each of some filters, and what it says where it is empty.
questions_of <- function(page, panel, several) {
  asked <- character()
  ask_noting <- function(sql, keep = TRUE, at_once = TRUE, is_long = FALSE) {
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
      note <- html_of(app$view$cards$nothing_here(panels(session)[[panel]]$empty, panels(session)[[panel]]$advice))
      questions$note <<- note
    })
  })
  questions
}

panels_of <- function(page) {
  ids <- names(by_id(do.call(app$view[[page$module]]$ui, c("page", page$ui)), identity))
  sub("-table$", "", setdiff(grep("-table$", ids, value = TRUE), "table"))
}

several_filters <- list(usual = some_filters("2026-04-07", "2026-04-08"),
  narrow = some_filters("2026-04-07", "2026-04-08", device = "mobile"),
  another_period = some_filters("2026-04-06", "2026-04-07"))

# A list a panel: where it is, what its head says, its note where it is empty, and whether filters or the period change it.
looked_at <- function(page) {
  heads <- by_id(do.call(app$view[[page$module]]$ui, c("page", page$ui)), identity)
  lapply(panels_of(page), function(panel) {
    asked <- questions_of(page, panel, several_filters)
    list(
      place = paste(page$module, panel), note = asked$note,
      # page Live says so once, at its head
      head = if (page$module == "live") "whatever the filters" else paste(heads[[paste0(panel, "-table")]], collapse = " "),
      is_filtered = !identical(asked$usual, asked$narrow), is_of_period = !identical(asked$usual, asked$another_period)
    )
  })
}
panels <- unlist(unname(lapply(page_modules(), looked_at)), recursive = FALSE)

test_that("a card that a filter leaves unchanged says so, and no other does", {
  expect_gt(length(panels), 35)
  for (panel in panels) {
    expect_equal(grepl("whatever the (other )?filters", panel$head), !panel$is_filtered, info = panel$place)
    expect_equal(grepl("whatever the filters", panel$head), !panel$is_of_period, info = panel$place)
  }
})

test_that("an empty card advises only what could fill it", {
  # that always has its thirty
  for (panel in Filter(function(panel) panel$place != "live minutes", panels)) {
    expect_match(panel$note, "<p>[A-Z].*[.]</p>", info = panel$place)
    if (!panel$is_filtered) expect_no_match(panel$note, "fewer filters", info = panel$place)
    if (!panel$is_of_period) expect_no_match(panel$note, "longer period", info = panel$place)
    if (grepl("how it should be", panel$note)) expect_no_match(panel$note, "Choose", info = panel$place)
  }
})

test_that("pages and filters on which no card depends say so at their heads", {
  expect_match(html_of(app$view$live$ui("live")), "ff-unfiltered.*whatever the filters")
  expect_match(html_of(app$view$health$ui("health")), "ff-unfiltered.*whatever the filters")
  expect_match(html_of(app$view$filters$ui("filters", app$parse_address("", "UTC", function(tz) day("2026-04-08")))), "Overview compares")
})
