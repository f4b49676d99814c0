filters <- shiny::reactive(some_filters("2026-03-02"))
palette <- shiny::reactive(app$PALETTES$light)
asking <- app$view$asking$asker(warehouse, function() "1")
arguments <- list(ask = asking, filters = filters, palette = palette)

test_that("the filters become a period in the chosen zone", {
  now <- function() as.POSIXct("2026-03-02 20:00", tz = "UTC")
  shiny::testServer(app$view$filters$server, args = list(now = now), {
    session$setInputs(range = "7d", tz = "Asia/Kathmandu", login = "guest", bots = TRUE)
    expect_equal(filters()[c("from", "to", "vs", "tz", "login", "bots")], list(
      from = day("2026-02-25"), to = day("2026-03-03"),
      vs = list(from = day("2026-02-18"), to = day("2026-02-24")),
      tz = "Asia/Kathmandu", login = "guest", bots = TRUE))
    session$setInputs(device = c("mobile", "tablet"), compare = "none")
    expect_equal(filters()$device, c("mobile", "tablet"))
    expect_null(filters()$vs)

    session$setInputs(range = "custom", from = "2026-03-05", to = "2026-03-01", tz = "UTC")
    expect_equal(filters()[c("from", "to")], list(from = day("2026-03-01"), to = day("2026-03-05")))

    session$setInputs(from = "")
    expect_error(filters(), "Choose both dates")
  })
})

test_that("the overview shows the raw figures beside the readable ones", {
  shiny::testServer(app$view$overview$server, args = arguments, {
    session$setInputs(metric = "visitors", grain = "day")
    figures <- output$figures$html
    expect_match(figures, 'data-testid="kpi-events" data-value="15"')
    # a line's points are as many as the times that they belong to
    times <- strsplit(sub('.*data-times="([^"]*)".*', "\\1", figures), ",")[[1]]
    courses <- regmatches(figures, gregexpr('(?<=data-course=")[^"]*', figures, perl = TRUE))[[1]]
    expect_equal(c(times[1], length(times)), c("2026-03-02 00:00", "24"))
    expect_true(all(lengths(gregexpr(",", courses)) == 23))
    expect_match(figures, 'data-testid="kpi-conversion" data-value="0.5"')
    expect_match(figures, 'data-testid="kpi-revenue" data-value="EUR=79.75 USD=30"')
    expect_match(figures, 'nothing to compare with|before: <span class="ff-written" data-value="0" data-format="count">0<')
    expect_match(output$`trend-table`$html, 'data-column="visitors" data-value="4"')
    expect_match(output$`top_events-table`$html, 'data-row="page_view"')

    session$setInputs(metric = "net_revenue")
    expect_match(output$`trend-table`$html, 'data-column="net_revenue" data-value="79.75"')
    expect_equal(session$getReturned()$grain(), "day")
  })
})

test_that("the funnel's chart and table have the same figures", {
  shiny::testServer(app$view$funnel$server, args = arguments, {
    session$setInputs(subject = "session", order = "any", by = "device", steps = "page_view")
    chart <- jsonlite::fromJSON(output$`shop-chart`)
    expect_equal(chart$x$data$x[[1]], shop()$subjects)
    expect_match(output$`shop-table`$html, 'data-column="sessions" data-value="3"')
  })
})

test_that("the products can be downloaded as they are shown", {
  shiny::testServer(app$view$products$server, args = arguments, {
    session$setInputs(metric = "revenue", currency = "USD")
    expect_equal(top()$product_id, "p2")
    lines <- readLines(output$csv, encoding = "UTF-8")
    expect_length(lines, 4)
    expect_match(lines[2], '"p1","Name of p1"')
    expect_equal(session$getReturned()(), list(product = "", figure = "revenue", currency = "USD"))

    session$setInputs(currency = "EUR")
    expect_equal(session$getReturned()()$currency, "")
    session$setInputs(metric = "views")
    expect_equal(session$getReturned()(), list(product = "", currency = ""))
  })
})

test_that("a product's own page says its name", {
  shiny::testServer(app$view$products$server, args = arguments, {
    session$setInputs(product = "p1")
    expect_equal(output$`one_product-title`, "p1")
    expect_equal(output$`one_product-name`, "Name of p1")
    session$setInputs(product = "p-unknown")
    expect_equal(output$`one_product-name`, "")
  })
})

test_that("a product's currency is the one that the address names, where something was sold in it", {
  expect_opened <- function(currency, best, told) {
    args <- c(arguments, list(opened = list(product = "", currency = currency)))
    shiny::testServer(app$view$products$server, args = args, {
      session$setInputs(metric = "revenue")
      expect_equal(top()$product_id, best)
      expect_equal(session$getReturned()()$currency, told)
    })
  }

  expect_opened("USD", "p2", "USD")
  expect_opened("XXX", "p1", "")
})

test_that("a table of more rows than are shown says how many there are", {
  hint <- function(...) html_of(app$view$tables$rows_hint(...))
  count_of <- function(html) gsub("<[^>]*>", "", html)
  expect_equal(count_of(hint(672, FALSE)), "The first 250 of 672 rows. A download has all.")
  expect_equal(count_of(hint(1000, TRUE)), "The first 250 of 1,000 or more rows. A download has all.")
  expect_equal(hint(250, FALSE), "")
})

test_that("a card shows the first rows and says so, and a download has all", {
  shown <- app$LISTED_ROWS
  app$LISTED_ROWS <- 2L
  withr::defer(app$LISTED_ROWS <- shown)
  all_orders <- ask(app$order_list_query(shiny::isolate(filters())))
  shiny::testServer(app$view$carts$server, args = arguments, {
    expect_length(gregexpr("data-row=", output$`orders-table`$html)[[1]], 2)
    expect_match(output$`orders-table`$html, "\">2</span>. A download has all.", fixed = TRUE)

    csv <- readLines(output$`orders-csv`, encoding = "UTF-8")[-1]
    expect_equal(sub('^"([^"]*)".*', "\\1", csv), all_orders$order_id)
    parquet <- values_of(output$`orders-parquet`)
    expect_equal(parquet$order_id, all_orders$order_id)
    expect_equal(parquet$total, all_orders$total)
  })
  nobody <- utils::modifyList(arguments, list(filters = shiny::reactive(some_filters("2020-01-01"))))
  shiny::testServer(app$view$carts$server, args = nobody, {
    expect_equal(names(values_of(output$`orders-parquet`)), names(all_orders))
    expect_match(readLines(output$`orders-csv`, encoding = "UTF-8"), "order_id")
  })
  expect_equal(nrow(all_orders), 4)
})

test_that("each card that shows the first rows asks for all of them in a download", {
  rich <- some_filters("2026-04-07", "2026-04-08")
  queries <- c("cart_list", "order_list", "issue_list", "journeys", "biggest_changes", "top_events", "busiest_hours", "runs", "balance",
    "restatements", "live_pages")
  for (name in queries) {
    query <- app[[paste0(name, "_query")]]
    all <- ask(query(rich, limit = NULL))
    expect_equal(nrow(ask(query(rich, limit = 1))), min(1, nrow(all)), info = name)
    if (name %in% c("journeys", "top_events", "busiest_hours", "runs")) expect_gt(nrow(all), 1)
  }
  expect_s3_class(ask(app$also_bought_query(rich, "p9", limit = NULL)), "data.frame")
})

test_that("a download that the warehouse refuses says why on the page", {
  said <- NULL
  page <- list(sendNotification = function(type, message) said <<- c(said, message$html))
  refused <- function() shiny::validate(shiny::need(FALSE, "Choose a shorter period."))
  away <- function() shiny::req(FALSE, cancelOutput = TRUE)

  expect_error(app$view$downloads$or_say_why(refused(), page), "Choose a shorter period")
  expect_error(app$view$downloads$or_say_why(away(), page))
  expect_match(said[1], "There is no download. Choose a shorter period.", fixed = TRUE)
  expect_match(said[2], "The warehouse does not answer.", fixed = TRUE)
})

test_that("the health page says what failed and shows samples as text", {
  shiny::testServer(app$view$health$server, args = c(arguments, warehouse$slowest), {
    expect_match(output$state$html, "disk full")
    expect_match(output$state$html, 'data-testid="health-balance" data-value="true"')
    expect_match(output$`rejected-table`$html, "&lt;b&gt;newer&lt;/b&gt;", fixed = TRUE)
  })
})

test_that("an empty period says what to do", {
  empty <- shiny::reactive(some_filters("2020-01-01"))
  nobody <- utils::modifyList(arguments, list(filters = empty))
  shiny::testServer(app$view$overview$server, args = nobody, {
    session$setInputs(metric = "visitors", grain = "day")
    expect_match(output$`top_events-table`$html, "Choose a longer period")
    expect_match(output$figures$html, 'data-testid="kpi-revenue" data-value="0"')
  })
})

test_that("a card that is rightly empty asks for nothing", {
  nobody <- utils::modifyList(arguments, list(filters = shiny::reactive(some_filters("2020-01-01"))))
  shiny::testServer(app$view$health$server, args = c(nobody, warehouse$slowest), {
    expect_match(output$`rejected-table`$html, "That is how it should be")
    expect_no_match(output$`rejected-table`$html, "longer period")
  })
})

test_that("an outage keeps the page and a refusal is told in its place", {
  away <- list(ask = function(sql, keep) stop(app$warehouse_unreachable("away")))
  refusing <- list(ask = function(sql, keep) stop(app$warehouse_refused("Run it again.")))
  ask_away <- app$view$asking$asker(away, function() "1")
  ask_refusing <- app$view$asking$asker(refusing, function() "1")

  expect_error(ask_away("select 1"), class = "shiny.output.cancel")
  expect_error(ask_refusing("select 1"), "Run it again", class = "validation")
  expect_match(html_of(app$view$asking$outage_banner("unreachable")), "try again every 5 seconds")
  expect_null(app$view$asking$outage_banner("1.1/0"))
})

test_that("a period that begins before the facts that are kept says so, and no other does", {
  owner_does("insert into public.fact_drops (frozen_before) values ('2026-03-02 23:00 UTC')")
  withr::defer(owner_does("delete from public.fact_drops"))
  notice <- function(...) {
    gsub("</?span[^>]*>", "", html_of(app$view$asking$dropped_notice(ask(app$dropped_facts_query(some_filters(...))))))
  }

  expect_match(notice("2026-03-01"), "before 2 Mar 2026")
  expect_match(notice("2026-03-02", tz = "Europe/Berlin"), "before 3 Mar 2026")
  expect_equal(notice("2026-03-03", tz = "Europe/Berlin", compare = "none"), "")
  # the day that it is compared to
  expect_match(notice("2026-03-03", tz = "Europe/Berlin"), "before 3 Mar 2026")
})

test_that("event names from shoppers are text in tables", {
  data <- data.frame(event_name = "<script>alert(1)</script>", events = 1, visitors = 1, share = 1)

  html <- html_of(app$view$tables$html_table("t", "t", app$view$overview$top_events_columns(data)))

  expect_false(grepl("<script", html))
})

test_that("a box that is ticked waits no longer than a moment, also the first one, and a period that is run through does", {
  pauses <- numeric()
  server <- function(input, output, session) {
    chosen <- shiny::reactive(list(from = input$from, to = 1, compare = "none", tz = "UTC", channel = input$channel))
    filters <- shiny::debounce(chosen, app$view$filters$pause_of(chosen, function(milliseconds) pauses <<- c(pauses, milliseconds)))
    shiny::observe(filters())
  }
  shiny::testServer(server, {
    session$setInputs(from = 1)
    pauses <<- numeric()
    session$setInputs(channel = "Email")
    session$setInputs(from = 2)
    session$setInputs(channel = NULL)
  })
  expect_equal(pauses, c(app$TICK_PAUSE_MILLISECONDS, app$RUN_PAUSE_MILLISECONDS, app$TICK_PAUSE_MILLISECONDS))
})
