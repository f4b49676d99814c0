test_that("a definition is found by each figure that its row names", {
  metrics <- app$parse_metrics(c(
    "| figure | definition | SQL |", "| --- | --- | --- |",
    "| adds, removes | events `x` of [a page](y.md) | `dash.z` |"
  ))

  expect_equal(metrics$adds, "Events x of a page")
  expect_equal(metrics$removes, metrics$adds)
})

test_that("every figure that a page explains is defined in docs/metrics.md", {
  files <- list.files(file.path(app$app_root, "view"), full.names = TRUE)
  sources <- unlist(lapply(files, readLines))
  text <- paste(sources, collapse = " ")
  calls <- regmatches(text, gregexpr("figures? = (c\\([^)]*\\)|\"[^\"]*\")", text))[[1]]
  named <- unlist(regmatches(calls, gregexpr("\"[^\"]*\"", calls)))
  figures <- unique(gsub("\"", "", named))
  split <- unlist(lapply(figures, app$names_of_figure))

  expect_gt(length(figures), 20)
  expect_equal(setdiff(tolower(split), names(app$read_metrics())), character())
})

# Only what is defined is written there.
explained_in <- function(html) {
  named <- regmatches(html, gregexpr('data-figures="[^"]*"', html))[[1]]
  app$names_of_figure(tolower(paste(gsub("; ", ", ", gsub('data-figures="|"', "", named)), collapse = ", ")))
}

# module: name of a file of view/; inputs: what its page has chosen.
expect_explained <- function(module, inputs = list(), ui = list(), server = list()) {
  explained <- by_id(do.call(app$view[[module]]$ui, c("page", ui)), explained_in)
  asking <- app$view$asking$asker(warehouse, function() "1")
  arguments <- c(server, list(ask = asking, filters = shiny::reactive(some_filters("2026-04-07", "2026-04-08")),
    palette = shiny::reactive(app$PALETTES$light)))
  noting_panels(function(panels) {
    shiny::testServer(app$view[[module]]$server, args = arguments, {
      do.call(session$setInputs, inputs)
      own <- panels(session)
      expect_setequal(paste0(names(own), "-table"), setdiff(grep("-table$", names(explained), value = TRUE), "table"))
      for (id in names(own)) {
        columns <- own[[id]]$columns(own[[id]]$data())
        shown <- Filter(app$view$tables$is_figure, columns)
        figures <- lapply(shown, function(column) tolower(column$figure))
        nameless <- names(Filter(function(figure) length(figure) == 0, figures))
        expect_equal(setdiff(nameless, c("run_id", "week_number")), character(), info = paste(module, id))
        expect_equal(setdiff(as.character(unlist(figures)), explained[[paste0(id, "-table")]]), character(), info = paste(module, id))
      }
      expect_cards_explained(output, names(explained), module)
    })
  })
}

# The cards of single figures, each of which has its own (i).
expect_cards_explained <- function(output, ids, module) {
  written <- unlist(lapply(setdiff(ids, grep("-(table|chart|csv|parquet)$", ids, value = TRUE)), function(id) {
    tryCatch(output[[id]]$html, error = function(problem) NULL)
  }))
  cards <- unlist(lapply(strsplit(as.character(written), '<div class="ff-kpi[ "]'), `[`, -1))
  titles <- sub('.*data-testid="([^"]*)".*', "\\1", sub(">.*", "", cards))
  expect_equal(titles[!grepl('class="ff-info"', cards, fixed = TRUE)], character(), info = module)
  if (module %in% c("overview", "carts", "retention", "search", "live", "health")) expect_gt(length(cards), 3)
}

test_that("every figure in a card or a column of a table has its definition behind an (i)", {
  for (page in page_modules()) do.call(expect_explained, page)
  expect_explained("overview", list(metric = "net_revenue", grain = "day"), page_modules()$overview$ui)
})

test_that("the figures of the products' chart and table have theirs", {
  explained <- by_id(app$view$products$ui("page"), explained_in)
  figures <- app$view$products$PRODUCT_FIGURES
  texts <- c("product_id", "name", "category", "brand", "currency")

  expect_setequal(names(figures), setdiff(names(app$view$products$PRODUCT_COLUMNS), texts))
  expect_equal(setdiff(figures, explained[["table"]]), character())
  expect_equal(setdiff(figures[app$PRODUCT_METRICS], explained[["chart"]]), character())
})
