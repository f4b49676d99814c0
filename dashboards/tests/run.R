# Runs all tests. FOOTFALL_TEST_DATABASE_URL: owner of an empty migrated warehouse;
# FOOTFALL_TEST_DASH_DATABASE_URL: role footfall_dash on the same. FOOTFALL_TEST_MADE_DATABASE_URL: the same role on a made-up shop's warehouse,
# of which FOOTFALL_TEST_TRUTH says what is true. tests/run.mjs gives them all.
# FOOTFALL_TEST_REPORT: a file that takes one JSON object a test, where it is set.

file <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
tests <- normalizePath(file.path(dirname(file), "testthat"))

for (name in paste0("FOOTFALL_TEST_", c("DATABASE_URL", "DASH_DATABASE_URL", "MADE_DATABASE_URL", "TRUTH"))) {
  if (!nzchar(Sys.getenv(name))) {
    message(name, " is not set. Run the tests with: npm test -w dashboards")
    quit(status = 2)
  }
}

results <- testthat::test_dir(
  tests, reporter = "summary", stop_on_failure = FALSE, load_package = "none"
)
summary <- as.data.frame(results)
failed <- summary$failed > 0 | summary$error

report <- Sys.getenv("FOOTFALL_TEST_REPORT")
if (nzchar(report)) {
  rows <- data.frame(file = summary$file, title = summary$test, passed = !failed & !summary$skipped,
    skipped = summary$skipped, seconds = summary$real)
  jsonlite::write_json(rows, report, pretty = TRUE)
}

cat(sprintf("%d passed, %d failed, %d skipped\n",
  sum(!failed & !summary$skipped), sum(failed), sum(summary$skipped)))
quit(status = if (any(failed) || nrow(summary) == 0) 1 else 0)
