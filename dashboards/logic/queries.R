# What the pages ask. Each figure is computed in schema dash; here stands only which and for whom.

version_query <- function() "select version from dash.data_version"

overview_query <- function(filters) {
  paste("select * from", call_dash("overview", all_arguments(filters)))
}

revenue_query <- function(filters) {
  paste("select * from", call_dash("revenue", period_arguments(filters), login_argument(filters)))
}

trend_query <- function(filters, grain) {
  paste(
    "select to_char(bucket, 'YYYY-MM-DD HH24:MI') as bucket,",
    "events, page_views, visitors, sessions, orders from",
    call_dash("trend", all_arguments(filters), grain = quote_text(grain)),
    "order by bucket_at"
  )
}

revenue_trend_query <- function(filters, grain) {
  paste(
    "select to_char(bucket, 'YYYY-MM-DD HH24:MI') as bucket, currency, orders, net from",
    call_dash("revenue_trend", all_arguments(filters), grain = quote_text(grain)),
    "order by bucket_at, currency"
  )
}

top_events_query <- function(filters) {
  paste(
    "select * from",
    call_dash("top_events", all_arguments(filters), limit = as.character(TOP_EVENTS_SHOWN))
  )
}

funnel_query <- function(filters) {
  paste("select * from", call_dash("funnel", all_arguments(filters)), "order by step_number")
}

products_query <- function(filters) {
  paste("select * from", call_dash("products", all_arguments(filters)))
}

health_query <- function(filters) {
  paste(
    "select objects, received, loaded, duplicate, rejected, erased, rejected_last_day,",
    "unbalanced_hours, is_balanced, last_status, last_error, seconds_since_success,",
    "greatest(0, round(extract(epoch from now() - last_event_at))) as seconds_since_event,",
    local_time("last_event_at", filters), ",",
    local_time("last_received_at", filters), ",",
    local_time("last_success_at", filters),
    "from dash.health()"
  )
}

runs_query <- function(filters) {
  paste(
    "select run_id, status, objects, received, loaded, duplicate, rejected, error,",
    "extract(epoch from ended_at - started_at) as seconds,",
    local_time("started_at", filters),
    "from dash.etl_runs order by run_id desc limit", RUNS_SHOWN
  )
}

balance_query <- function(filters) {
  paste(
    "select", local_time("hour", filters, "YYYY-MM-DD HH24:MI"), ",",
    "objects, received, loaded, duplicate, rejected, erased, is_balanced",
    "from dash.balance as b order by b.hour desc nulls last limit", BALANCE_HOURS_SHOWN
  )
}

rejected_query <- function(filters) {
  paste(
    "select reason, events, sample,", local_time("last_seen", filters),
    "from", call_dash("rejected_reasons", period_arguments(filters)), "as r",
    "order by r.events desc, r.reason"
  )
}
