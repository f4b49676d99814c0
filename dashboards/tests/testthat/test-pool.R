# Questions that other R processes answer: real ones, on the real warehouse.

# A warehouse that asks through a pool of this size, and what has to be done for its answers to come. now: the pool's clock.
open_pooled <- function(size, database_url = "FOOTFALL_TEST_DASH_DATABASE_URL", now = function() 0, start = app$start_answerer,
                        defer_to = parent.frame()) {
  withr::local_envvar(FOOTFALL_DASH_DATABASE_URL = Sys.getenv(database_url), .local_envir = defer_to)
  loop <- later::create_loop(parent = NULL)
  started <- list()
  pool <- app$open_pool(size, function(work, seconds) later::later(work, seconds, loop), function() {
    started[[length(started) + 1]] <<- start()
    started[[length(started)]]
  }, now)
  own <- app$open_warehouse(dash_database, pool = pool)
  withr::defer(own$close(), defer_to)
  own$started <- function() started
  own$wait_until <- function(is_so) {
    last <- Sys.time() + 30
    while (!is_so() && Sys.time() < last) later::run_now(0.05, loop = loop)
    expect_true(is_so())
  }
  own
}

# a role sees its own questions
count_sleeping <- function() ask("select count(*) as n from pg_stat_activity where state = 'active' and query like 'select % from pg_sleep(3)'")$n

test_that("a question that another process answers has the answer that R's own has", {
  own <- open_pooled(1)
  sql <- "select 'D\u00fcr\u00fcm \"\u4e2d\u6587\"' as text, null::text as nothing, 0.1::float8 as share, 3 as count where now() is not null"
  replies <- list()

  own$ask_soon(sql, function(problem) replies[[length(replies) + 1]] <<- list(problem))
  expect_false(own$knows(sql))
  own$wait_until(function() length(replies) == 1)

  expect_null(replies[[1]][[1]])
  expect_true(own$knows(sql))
  expect_identical(own$ask(sql), ask(sql))
})

test_that("questions are under way at the same time, as many as there are processes", {
  own <- open_pooled(2)
  answered <- 0
  for (number in 1:2) own$ask_soon(paste("select", number, "as number from pg_sleep(3)"), function(problem) answered <<- answered + 1)

  own$wait_until(function() count_sleeping() == 2)
  expect_equal(answered, 0)
  own$wait_until(function() answered == 2)
})

test_that("what the warehouse refuses, and that it is away, are told as R's own question tells it", {
  own <- open_pooled(1)
  problem <- NULL
  own$ask_soon("select * from dash.nothing", function(reply) problem <<- reply)
  own$wait_until(function() !is.null(problem))
  expect_s3_class(problem, "warehouse_refused")
  expect_match(conditionMessage(problem), "footfall migrate")
})

AWAY <- "postgres://footfall_dash@127.0.0.1:1/clickstream_dw"

test_that("where no other process can connect R's own connection answers, and says whether the warehouse is away", {
  withr::local_envvar(FOOTFALL_TEST_AWAY = AWAY)
  own <- open_pooled(1, "FOOTFALL_TEST_AWAY")
  before <- own$version()
  problems <- list()
  own$ask_soon("select 1 as one", function(reply) problems[[1]] <<- list(reply))
  own$wait_until(function() length(problems) == 1)
  expect_null(problems[[1]][[1]])
  expect_true(own$knows("select 1 as one"))
  expect_equal(own$version(), before)
})

test_that("a process that does not answer in time is ended, and the page is told that the warehouse does not answer", {
  seconds <- 0
  own <- open_pooled(1, now = function() seconds)
  problem <- NULL
  own$ask_soon("select 1 as one from pg_sleep(3)", function(reply) problem <<- reply)
  own$wait_until(function() count_sleeping() == 1)
  seconds <- app$ANSWER_SECONDS_MAX + 1
  own$wait_until(function() !is.null(problem))
  expect_s3_class(problem, "warehouse_unreachable")
  own$wait_until(function() !own$started()[[1]]$is_alive())
})

test_that("what a process says beside its answer, or writes half, does no harm", {
  script <- withr::local_tempfile(lines = c(
    'cat("hello\\n")', 'question <- jsonlite::fromJSON(readLines(file("stdin", "r"), 1))',
    'writeLines("half an answer", question$file)', 'cat(question$file, "\\n", sep = "")', "Sys.sleep(30)"
  ))
  own <- open_pooled(1, start = function() {
    processx::process$new(file.path(R.home("bin"), "Rscript"), script, stdin = "|", stdout = "|", cleanup = TRUE)
  })
  is_answered <- FALSE
  own$ask_soon("select 3 as three", function(problem) is_answered <<- is.null(problem))
  own$wait_until(function() is_answered)
  expect_equal(own$ask("select 3 as three")$three, 3)
})

test_that("where no process can be started R answers itself", {
  expect_message(own <- open_pooled(1, start = function() stop("no room")), "no room")
  problems <- list()
  expect_message(own$ask_soon("select 4 as four", function(problem) problems[[1]] <<- list(problem)), "no room")
  expect_null(problems[[1]][[1]])
  expect_true(own$knows("select 4 as four"))
})

test_that("text keeps its letters in a process of another locale", {
  withr::local_envvar(LC_ALL = "C")
  own <- open_pooled(1)
  sql <- paste("select", app$quote_text("D\u00fcr\u00fcm \u2192"), "as text")
  is_answered <- FALSE
  own$ask_soon(sql, function(problem) is_answered <<- is.null(problem))
  own$wait_until(function() is_answered)
  expect_true(own$knows(sql))
  expect_equal(own$ask(sql)$text, "D\u00fcr\u00fcm \u2192")
})

test_that("where a process is killed R asks itself, and the next question has another process", {
  own <- open_pooled(1)
  problems <- list()
  keep <- function(problem) problems[[length(problems) + 1]] <<- list(problem)
  own$ask_soon("select 1 as one from pg_sleep(3)", keep)
  own$wait_until(function() count_sleeping() == 1)
  own$started()[[1]]$kill()
  own$wait_until(function() length(problems) == 1)
  expect_null(problems[[1]][[1]])
  expect_true(own$knows("select 1 as one from pg_sleep(3)"))

  own$ask_soon("select 2 as two", keep)
  own$wait_until(function() length(problems) == 2)
  expect_equal(length(own$started()), 2)
  expect_true(own$knows("select 2 as two"))
  expect_true(own$started()[[2]]$is_alive())
})

test_that("an answer of before the data changed is not kept", {
  own <- open_pooled(1)
  own$version()
  is_answered <- FALSE
  own$ask_soon("select 1 as one", function(problem) is_answered <<- TRUE)
  owner_does("insert into public.etl_objects
    (object_key, run_id, object_bytes, received, loaded, duplicate, rejected)
    values ('pool', 1, 1, 0, 0, 0, 0)")
  withr::defer(owner_does("delete from public.etl_objects where object_key = 'pool'"))
  own$version()
  own$wait_until(function() is_answered)
  expect_false(own$knows("select 1 as one"))
})

test_that("the processes end with the one that asks them", {
  own <- open_pooled(2)
  close(own$started()[[1]]$get_input_connection())
  own$wait_until(function() !own$started()[[1]]$is_alive())
  own$close()
  own$wait_until(function() !own$started()[[2]]$is_alive())
})
