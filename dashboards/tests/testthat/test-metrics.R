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
