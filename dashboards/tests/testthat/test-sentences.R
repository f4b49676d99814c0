# What a sentence says, as text, and the raw values in it.
words_of <- function(sentence) gsub("<[^>]*>", "", html_of(sentence))
values_of <- function(sentence) {
  html <- html_of(sentence)
  found <- regmatches(html, gregexpr('data-value="[^"]*" data-format="[^"]*"( data-currency="[^"]*")?', html))[[1]]
  gsub('data-(value|format|currency)=|"', "", found)
}

test_that("a period is written out, with its raw days for the viewer's language", {
  one <- app$written_period(day("2026-03-02"), day("2026-03-02"), "UTC")
  some <- app$written_period(day("2026-02-28"), day("2026-03-02"), "UTC")

  expect_equal(words_of(one), "2 Mar 2026 (1 day, UTC)")
  expect_equal(values_of(one), c("2026-03-02 day", "1 count"))
  expect_equal(words_of(some), "28 Feb 2026 \u2013 2 Mar 2026 (3 days, UTC)")
  expect_equal(values_of(some), c("2026-02-28/2026-03-02 period", "3 count"))

  compared <- list(from = day("2026-03-02"), to = day("2026-03-02"), tz = "UTC", vs = list(from = day("2026-02-28"), to = day("2026-03-01")))
  expect_equal(words_of(app$view$filters$describe_period(compared)),
    "2 Mar 2026 (1 day, UTC), compared to 28 Feb 2026 \u2013 1 Mar 2026")
})

test_that("a change is a sentence whose figures are raw beside the words", {
  was <- app$written_count(1234)
  more <- app$describe_change(0.0914, 1234, was)

  expect_equal(words_of(more), "9.1% more than before: 1,234")
  expect_equal(values_of(more), c("0.0914 share", "1234 count"))
  expect_equal(words_of(app$describe_change(-0.5, 1234, was)), "50.0% less than before: 1,234")
  expect_equal(words_of(app$describe_change(0.0001, 1234, was)), "as before: 1,234")
  expect_equal(words_of(app$describe_change(NA, 0, app$written_count(0))), "before: 0")
  expect_equal(app$describe_change(NA, NA, was), "nothing to compare with")
})

test_that("a change of money names its currency, of which the browser knows the digits", {
  row <- data.frame(change = 0.5, previous = 1200)
  note <- app$view$overview$change_note(row, app$view$tables$money_column("", 1200, "JPY"))

  expect_equal(words_of(note), "50.0% more than before: 1,200")
  expect_equal(values_of(note), c("0.5 share", "1200 money JPY"))
})

test_that("words within a sentence are text", {
  expect_equal(html_of(app$sentence("<b>", app$sentence("a & b"))), "&lt;b&gt;a &amp; b")
})

test_that("a time that is not known is a dash, and an age that is not stays a word", {
  expect_equal(app$written_time(NA_character_), app$NO_FIGURE)
  expect_equal(values_of(app$written_time("2026-03-02 14:05:09")), "2026-03-02 14:05:09 time")
  expect_equal(words_of(app$written_age(NA)), "never")
  expect_equal(values_of(app$written_age(7200)), "7200 age")
})

test_that("times in tables are shown and sorted by their raw text, which names the row", {
  tables <- app$view$tables
  html <- html_of(tables$html_table("hours", "Hours", list(
    hour = tables$time_column("Hour", c("2026-03-01 14:00", NA), none = "Day only"),
    weekday = tables$weekday_column("Weekday", c(1, 7)),
    at = tables$hour_column("At", c(0, 23)),
    count = tables$count_column("Count", c(1, 2))
  )))

  expect_match(html, '<tr data-row="2026-03-01 14:00"><td data-column="hour" data-value="2026-03-01 14:00" data-format="time">2026-03-01 14:00</td>')
  expect_match(html, '<tr data-row="Day only"><td data-column="hour" data-value="" data-format="time">Day only</td>')
  expect_match(html, '<td data-column="weekday" data-value="7" data-format="weekday">Sun</td>')
  expect_match(html, '<td data-column="at" data-value="23" data-format="hour">23:00</td>')
  expect_equal(lengths(regmatches(html, gregexpr('class="ff-number"', html))), 3) # Count's header and cells alone
})
