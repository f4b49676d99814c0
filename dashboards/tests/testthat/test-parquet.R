# What R writes, DuckDB must read.

written_parquet <- function(data, whole = character(), defer_to = parent.frame()) {
  file <- withr::local_tempfile(fileext = ".parquet", .local_envir = defer_to)
  app$write_parquet(data, file, whole)
  file
}

expect_read <- function(data, types, whole = character()) {
  read <- read_by_duckdb(written_parquet(data, whole))
  expect_equal(vapply(read, `[[`, "", "type"), types)
  for (name in names(data)) {
    wanted <- data[[name]]
    if (inherits(wanted, "Date")) wanted <- format(wanted)
    if (types[[name]] == "BIGINT") wanted <- ifelse(is.na(wanted), NA, sprintf("%.0f", wanted))
    expect_identical(as.vector(read[[name]]$values, mode(wanted)), as.vector(wanted, mode(wanted)), info = name)
  }
}

TYPES <- c(
  "text" = "VARCHAR", "caf\u00e9 \u2192" = "VARCHAR", figure = "DOUBLE", count = "BIGINT", small = "INTEGER",
  flag = "BOOLEAN", day = "DATE"
)

some_rows <- function() {
  rows <- data.frame(
    text = c("", NA, "=1+1", "\"quoted\", 'too'\r\n\\", "D\u00fcr\u00fcm \U0001F6D2", "NA", " "),
    other = c(NA, "\u65e5\u672c\u8a9e", "a", "", NA, NA, "<b>"),
    figure = c(-0.1, NA, 1e300, 5e-324, 1 / 3, 0, -123456.789),
    count = c(2^53, -2^53, NA, -1, 0, 2^31, -2^32 - 1),
    small = c(.Machine$integer.max, -.Machine$integer.max, NA, 0L, -1L, 1L, 7L),
    flag = c(TRUE, FALSE, NA, TRUE, TRUE, FALSE, NA),
    day = as.Date(c("1969-12-31", "1970-01-01", NA, "2026-11-28", "1000-01-01", "9999-12-31", "2024-02-29"))
  )
  stats::setNames(rows, names(TYPES))
}

test_that("a Parquet file has every cell as it was, of each type", {
  expect_read(some_rows(), TYPES, whole = "count")
  # one row each, and two, so that bits are padded otherwise
  for (row in seq_len(2)) expect_read(some_rows()[row, ], TYPES, whole = "count")
})

test_that("a Parquet file of columns without a value, of many columns and of no rows can be read", {
  empty <- some_rows()[c(2, 2, 2), "text", drop = FALSE]
  expect_read(empty, TYPES["text"])

  wide <- as.data.frame(stats::setNames(as.list(1:40 + 0.5), paste0("c", 1:40)))
  expect_read(wide, stats::setNames(rep("DOUBLE", 40), names(wide)))

  none <- read_by_duckdb(written_parquet(some_rows()[0, ], "count"))
  expect_equal(vapply(none, `[[`, "", "type"), TYPES)
  expect_equal(sum(lengths(lapply(none, `[[`, "values"))), 0)
})

test_that("a Parquet file of a hundred thousand rows has them all, in groups that are made one by one", {
  rows <- some_rows()[rep(1:7, length.out = 100001), ]
  rows$count <- seq_len(nrow(rows)) * 2^20
  rows$text <- paste(rows$text, seq_len(nrow(rows)))

  expect_read(rows, TYPES, whole = "count")
})

test_that("a column of whole numbers that has others is not written as something else", {
  file <- withr::local_tempfile()
  for (count in c(0.5, 2^60)) expect_error(app$write_parquet(data.frame(count = count), file, whole = "count"))
})
