test_that("cells that a spreadsheet would run are made text", {
  cells <- c("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1", "Lamp", NA, "a=b")

  expect_equal(app$neutralise_cell(cells),
    c("'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "' =1", "'\uff1d1", "Lamp", NA, "a=b"))
})

test_that("a file has quoted text, plain numbers and UTF-8 with a mark", {
  data <- data.frame(name = c("=\"x\"", "D\u00fcr\u00fcm"), revenue = c(-100000, NA))
  file <- withr::local_tempfile()

  app$write_csv(data, file)

  bytes <- readBin(file, "raw", 1000)
  expect_equal(bytes[1:3], as.raw(c(0xEF, 0xBB, 0xBF)))
  text <- rawToChar(bytes[-(1:3)])
  Encoding(text) <- "UTF-8"
  expect_equal(text, "\"name\",\"revenue\"\r\n\"'=\"\"x\"\"\",-100000\r\n\"D\u00fcr\u00fcm\",\r\n")
})

test_that("a file without rows still has its header", {
  expect_equal(app$csv_text(data.frame(a = character(), b = numeric())), "\"a\",\"b\"\r\n")
})
