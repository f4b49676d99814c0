# Questions that other R processes answer: real ones, on the real warehouse.

# A warehouse that asks through a pool of this size, and what has to be done for its answers to come; owner: by the role that may do all.
open_pooled <- function(size, database_url = "FOOTFALL_TEST_DASH_DATABASE_URL", defer_to = parent.frame()) {
  withr::local_envvar(FOOTFALL_DASH_DATABASE_URL = Sys.getenv(database_url), .local_envir = defer_to)
  loop <- later::create_loop(parent = NULL)
  started <- list()
  pool <- app$open_pool(size, function(work, seconds) later::later(work, seconds, loop), function() {
    started[[length(started) + 1]] <<- app$start_answerer()
    started[[length(started)]]
  })
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

  withr::local_envvar(FOOTFALL_TEST_AWAY = "postgres://footfall_dash@127.0.0.1:1/clickstream_dw")
  away <- open_pooled(1, "FOOTFALL_TEST_AWAY")
  before <- away$version()
  away$ask_soon("select 1 as one", function(reply) problem <<- reply)
  away$wait_until(function() inherits(problem, "warehouse_unreachable"))
  expect_false(away$version() == before)
})

test_that("where a process is killed R asks itself, and the next question has another process", {
  own <- open_pooled(1)
  problems <- list()
  keep <- function(problem) problems[[length(problems) + 1]] <<- list(problem)
  own$ask_soon("select 1 as one from pg_sleep(1)", keep)
  expect_equal(length(problems), 0)
  own$started()[[1]]$kill()
  own$wait_until(function() length(problems) == 1)
  expect_null(problems[[1]][[1]])
  expect_equal(own$ask("select 1 as one from pg_sleep(1)")$one, 1)

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
