# A small warehouse whose figures can be counted by hand, filled through the models themselves.
# Days: 2026-03-02 holds the shop's day; other days hold one question each about time.

owner_database <- app$parse_database_url(Sys.getenv("FOOTFALL_TEST_DATABASE_URL"))
dash_database <- app$parse_database_url(Sys.getenv("FOOTFALL_TEST_DASH_DATABASE_URL"))

owner_does <- function(...) {
  connection <- app$open_connection(owner_database)
  on.exit(app$close_connection(connection))
  for (sql in c(...)) DBI::dbClearResult(DBI::dbSendQuery(connection, sql))
}

# One event of the fact table; columns by name, quoted as they are needed.
event <- function(name, at, ...) {
  columns <- c(list(event_name = name, event_timestamp = at, received_at = at), list(...))
  values <- vapply(columns, function(value) app$quote_text(as.character(value)), "")
  paste0(
    "insert into public.clickstream_events (event_id, ingest_object, ",
    paste(names(columns), collapse = ", "), ") values (gen_random_uuid(), 1, ",
    paste(values, collapse = ", "), ")"
  )
}

visit <- function(session, client, login = NULL, bot = FALSE) {
  function(name, at, ...) {
    who <- list(session_id = session, client_id = client, is_bot = bot)
    if (bot) who$bot_reason <- "user_agent"
    if (!is.null(login)) who$user_login_state <- login
    do.call(event, c(list(name, paste("2026-03-02", at, "UTC")), who, list(...)))
  }
}

order_lines <- function(product, quantity, price) {
  sprintf('[{"id": "%s", "name": "Name of %s", "quantity": %d, "price": %s}]', product, product,
    quantity, price)
}

shop_day <- function() {
  buyer <- visit("s1", "c1", "logged_in")
  looker <- visit("s2", "c2", "anonymous")
  hasty <- visit("s3", "c3", "guest")
  passer <- visit("s4", "c4")
  robot <- visit("s5", "c5", "anonymous", bot = TRUE)
  c(
    buyer("page_view", "10:00"),
    buyer("product_view", "10:01", context_product_id = "p1", context_product_name = "Lamp"),
    buyer("add_to_cart_click", "10:02", context_product_id = "p1"),
    buyer("checkout_start", "10:03"),
    buyer("checkout_complete", "10:04", order_id = "o1", order_total = 100, currency = "EUR",
      items = order_lines("p1", 2, 50)),
    looker("page_view", "11:00"),
    looker("product_view", "11:01", context_product_id = "p1"),
    looker("product_view", "11:02", context_product_id = "p3", context_product_brand = "Acme"),
    looker("page_leave", "11:03", engaged_ms = 20000),
    # bought without a checkout step, as a shop with a one-click button would send
    hasty("page_view", "12:00"),
    hasty("product_view", "12:01", context_product_id = "p2"),
    hasty("add_to_cart_click", "12:02", context_product_id = "p2"),
    hasty("checkout_complete", "12:03", order_id = "o2", order_total = 30, currency = "USD",
      items = order_lines("p2", 1, 30)),
    passer("page_view", "13:00"),
    robot("page_view", "14:00"),
    robot("product_view", "14:01", context_product_id = "p1"),
    robot("checkout_complete", "14:02", order_id = "o3", order_total = 7.5, currency = "EUR",
      items = order_lines("p1", 1, 7.5)),
    # the shop's own server, which knows no visit
    event("checkout_complete", "2026-03-02 15:00 UTC", order_id = "o4", order_total = 12.25,
      currency = "EUR", is_trusted = TRUE),
    event("refund", "2026-03-05 09:00 UTC", order_id = "o1", order_total = 40, currency = "EUR")
  )
}

days_of_clocks <- function() {
  ping <- function(at) event("ping", paste(at, "UTC"), client_id = "clock")
  c(
    # Berlin sets its clocks back on 2025-10-26: 02:30 happens twice
    ping("2025-10-25 21:59:59.999"), ping("2025-10-25 22:00"), ping("2025-10-26 00:30"),
    ping("2025-10-26 01:30"), ping("2025-10-26 22:59:59.999"), ping("2025-10-26 23:00"),
    # Kathmandu is 5:45 ahead: its 2025-07-10 begins at 18:15 UTC the day before
    ping("2025-07-09 18:14:59.999"), ping("2025-07-09 18:15"), ping("2025-07-10 18:14:59.999"),
    ping("2025-07-10 18:15")
  )
}

ledgers <- function() {
  c(
    "insert into public.etl_runs (trigger, scope, status, objects, received, loaded, duplicate,
       rejected, error, backend_pid, started_at, ended_at) values
     ('schedule', 'new', 'succeeded', 2, 30, 25, 3, 2, null, 1, now() - interval '2 hours',
       now() - interval '1 hour'),
     ('schedule', 'new', 'failed', 0, 0, 0, 0, 0, 'disk full', 1, now(), now())",
    "insert into public.etl_objects (object_key, run_id, object_bytes, received, loaded, duplicate,
       rejected, hour) values
     ('a', 1, 10, 20, 18, 2, 0, '2026-03-02 10:00 UTC'), ('b', 1, 10, 10, 7, 1, 2, null)",
    "insert into public.rejected_events (object_id, line_number, reason, raw, received_at) values
     (1, 1, 'no name', 'older', '2026-03-02 10:00 UTC'),
     (1, 2, 'no name', '<b>newer</b>', '2026-03-02 11:00 UTC'),
     (1, 3, 'too large', 'x', '2026-03-03 00:00 UTC')"
  )
}

# Two days with what the first one lacks: pages, searches, a cart, a coupon, what was sold out.
rich_days <- function() {
  at <- function(session, client, name, time, ...) {
    event(name, paste0("2026-04-", time, " UTC"), session_id = session, client_id = client, ...)
  }
  looker <- function(name, time, ...) {
    at("r1", "rc1", name, paste0("07 10:", time), device_type = "desktop", country = "AT", ...)
  }
  buyer <- function(name, time, ...) {
    at("r2", "rc2", name, paste0("07 12:", time), device_type = "mobile", country = "DE",
      utm_source = "news", utm_medium = "email", ...)
  }
  c(
    looker("page_view", "00", page_path = "/"),
    looker("search", "01", search_query = " Big  Lamp", search_results = 0),
    looker("page_view", "02", page_path = "/lamps"),
    looker("product_view", "03", context_product_id = "p9", context_product_name = "Big lamp",
      context_product_category = "Lamps", properties = '{"availability": "out_of_stock"}'),
    buyer("page_view", "00", page_path = "/"),
    buyer("search", "01", search_query = "lamp", search_results = 3),
    buyer("page_view", "02", page_path = "/lamps"),
    buyer("product_view", "03", context_product_id = "p8", context_product_name = "Lamp",
      context_product_category = "Lamps", context_product_brand = "Acme",
      context_product_price = 50, currency = "EUR"),
    buyer("add_to_cart_click", "04", context_product_id = "p8", context_product_price = 50,
      currency = "EUR", quantity = 2, cart_id = "k1"),
    buyer("checkout_start", "05", cart_id = "k1"),
    buyer("checkout_complete", "06", cart_id = "k1", order_id = "o9", order_total = 100,
      currency = "EUR", order_coupon = "Save", items = order_lines("p8", 2, 50)),
    at("r3", "rc2", "page_view", "08 09:00", page_path = "/", device_type = "mobile",
      country = "DE")
  )
}

TOUCH_EVERYTHING <- file.path(
  "..", "..", "..", "warehouse", "sql", "migrations", "000029_models_from_history.sql"
)

models <- function() {
  c(
    paste(readLines(TOUCH_EVERYTHING), collapse = "\n"),
    # as loading does
    "insert into public.event_letters (event_name, letter)
     select distinct event_name, public.event_letter(event_name) from public.clickstream_events
     on conflict do nothing",
    "do $$ begin perform public.refresh_models(); end $$"
  )
}

fill_warehouse <- function() {
  owner_does(ledgers(), shop_day(), days_of_clocks(), rich_days(), models())
}
