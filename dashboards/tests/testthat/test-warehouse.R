test_that("the dashboards' role reads schema dash and nothing of public", {
  tables <- warehouse$ask("select c.relname from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r'")

  expect_true("clickstream_events" %in% tables$relname)
  for (table in tables$relname) {
    expect_error(ask(paste0("select 1 from public.", table)), class = "warehouse_refused")
  }
  expect_error(ask("create table dash.mine ()"), class = "warehouse_refused")
})

test_that("everything in schema dash says what it is", {
  missing <- ask("
    select p.proname as name from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = 'dash' and obj_description(p.oid, 'pg_proc') is null
    union all
    select c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'dash' and c.relkind = 'v' and obj_description(c.oid, 'pg_class') is null")

  expect_equal(missing$name, character())
})

test_that("a connection that the server ended is replaced without anybody noticing", {
  own <- app$open_warehouse(owner_database)
  withr::defer(own$close())
  own$ask("select 1 as one", keep = FALSE)
  owner_does("select pg_terminate_backend(pid) from pg_stat_activity
    where usename = current_user and application_name = 'footfall-dashboards'
    and pid <> pg_backend_pid()")

  answer <- own$ask("select 2 as two", keep = FALSE)

  expect_equal(answer$two, 2)
})

test_that("a warehouse that is away is told from a question that it refuses", {
  away <- app$open_warehouse(utils::modifyList(dash_database, list(port = 1L)))

  expect_error(away$ask("select 1"), "does not answer", class = "warehouse_unreachable")
  expect_error(away$version(), class = "warehouse_unreachable")
  expect_error(ask("select * from dash.nothing"), "footfall migrate", class = "warehouse_refused")
})

test_that("a question that takes too long is given up, and the reader is told what to do", {
  impatient <- function(database) {
    connection <- app$open_connection(database)
    DBI::dbClearResult(DBI::dbSendQuery(connection, "set statement_timeout = '50ms'"))
    connection
  }
  own <- app$open_warehouse(dash_database, connect = impatient)
  withr::defer(own$close())

  expect_error(own$ask("select pg_sleep(60)"), "did not finish this within 15 seconds. Choose a shorter period", class = "warehouse_refused")
  expect_equal(own$ask("select 1 as one")$one, 1)
})

test_that("every connection has the limit that the message names", {
  expect_equal(ask("select current_setting('statement_timeout') as limit")$limit, paste0(app$STATEMENT_TIMEOUT_SECONDS, "s"))
})

test_that("a wrong password is not shown to the page", {
  wrong <- app$open_warehouse(utils::modifyList(dash_database, list(password = "secret")))

  problem <- tryCatch(wrong$ask("select 1"), error = conditionMessage)

  expect_equal(problem, "The warehouse does not answer.")
})

test_that("answers are kept until the data changes", {
  own <- app$open_warehouse(dash_database)
  withr::defer(own$close())
  own$version()
  question <- "select random() as figure"
  first <- own$ask(question)

  expect_equal(own$ask(question), first)
  own$version()
  expect_equal(own$ask(question), first)
  expect_false(identical(own$ask(question, keep = FALSE), first))

  owner_does("insert into public.etl_objects
    (object_key, run_id, object_bytes, received, loaded, duplicate, rejected)
    values ('c', 1, 1, 0, 0, 0, 0)")
  withr::defer(owner_does("delete from public.etl_objects where object_key = 'c'"))
  own$version()

  expect_false(identical(own$ask(question), first))
})

test_that("answers are asked for again after their lifetime", {
  clock <- as.POSIXct("2026-03-02 10:00", tz = "UTC")
  own <- app$open_warehouse(dash_database, now = function() clock)
  withr::defer(own$close())
  first <- own$ask("select random() as figure")
  clock <- clock + app$ANSWER_LIFETIME_SECONDS + 1

  expect_false(identical(own$ask("select random() as figure"), first))
})

test_that("text keeps its letters whatever the locale, and quotes cannot leave a literal", {
  text <- "D\u00fcr\u00fcm \u4e2d\u6587 \\' or 1=1; --"

  answer <- ask(paste("select", app$quote_text(text), "as text"))

  expect_equal(answer$text, text)
})
