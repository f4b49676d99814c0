# What the pages ask. Each figure is computed in schema dash; here stands only which and for whom.

version_query <- function() "select version from dash.data_version"

choices_query <- function() "select filter, value from dash.filter_choices()"

# From which day on single events are kept, where the period or the one it is compared to begins before it; else no row.
dropped_facts_query <- function(filters) {
  first <- if (is.null(filters$vs)) filters$from else min(filters$from, filters$vs$from)
  zone <- quote_text(filters$tz)
  paste0(
    "select to_char(s.facts_since at time zone ", zone, ", 'YYYY-MM-DD') as since from dash.settings as s where s.facts_since > ",
    quote_day(first), "::timestamp at time zone ", zone
  )
}

# The whole of a function's answer for the period and filters, with more arguments by name.
ask_all <- function(name, filters, ...) {
  paste("select * from", call_dash(name, all_arguments(filters), ...))
}

# For functions that know a period and no filter.
ask_period <- function(name, filters, ...) {
  paste("select * from", call_dash(name, period_arguments(filters), ...))
}

# For functions of days of the shop's zone.
ask_days <- function(name, filters, ...) {
  paste("select * from", call_dash(name, period_arguments(filters)[c("from", "to")], ...))
}

# course: the figure by grain, as text with commas between.
key_cards_query <- function(filters, grain = "day") {
  arguments <- c(all_arguments(filters), grain = quote_text(grain), if (!is.null(filters$vs)) compared_arguments(filters))
  paste(
    "select figure, currency, value, previous, change, array_to_string(course, ',', 'NA') as course from",
    call_dash("key_cards", arguments)
  )
}

biggest_changes_query <- function(filters, limit = NULL) {
  ask_all("biggest_changes", filters, compared_arguments(filters), limit_argument(limit))
}

BUCKET <- "select to_char(bucket, 'YYYY-MM-DD HH24:MI') as bucket,"

# The times to which the points of key_cards_query's courses belong.
buckets_query <- function(filters, grain) {
  paste0(
    "select to_char(bucket_at at time zone ", quote_text(filters$tz), ", 'YYYY-MM-DD HH24:MI') as bucket from ",
    call_dash("buckets", period_arguments(filters), grain = quote_text(grain)), " order by bucket_at"
  )
}

money_trend_query <- function(filters, grain) {
  paste(BUCKET, "currency, orders, net_revenue, average_order from", call_dash("money_trend", all_arguments(filters), grain = quote_text(grain)),
    "order by bucket_at, currency")
}

top_events_query <- function(filters, limit = NULL) {
  ask_all("top_happenings", filters, limit_argument(limit))
}

visits_by_query <- function(filters, by) ask_all("visits_by", filters, by = quote_text(by))

active_query <- function(filters) {
  paste(
    "select to_char(day, 'YYYY-MM-DD') as day, active_1, active_7, active_28 from",
    call_dash("active_visitors", all_arguments(filters)), "as a order by a.day"
  )
}

funnel_query <- function(filters, by, subject) {
  ask_all("funnel_figures", filters, by = quote_text(by), subject = quote_text(subject))
}

shop_funnel_query <- function(filters, subject) {
  ask_all("shop_funnel", filters, subject = quote_text(subject))
}

event_choices_query <- function(filters) ask_period("event_choices", filters)

funnel_steps_query <- function(filters, steps, subject, in_order) {
  ask_all("funnel_steps", filters, steps = quote_texts(steps), subject = quote_text(subject),
    in_order = quote_flag(in_order))
}

products_query <- function(filters) ask_all("ranked_products", filters)

product_trend_query <- function(filters, product) {
  paste(
    "select to_char(bucket, 'YYYY-MM-DD') as day, views, adds, removes, orders, units from",
    call_dash("product_trend", all_arguments(filters), product = quote_text(product)),
    "order by bucket"
  )
}

price_history_query <- function(filters, product) {
  paste(
    "select currency, price, discount_price,", local_time("valid_from", filters, MINUTE), ",",
    local_time("valid_to", filters, MINUTE), "from",
    call_dash("price_history", c(product = quote_text(product))), "as h order by h.valid_from desc"
  )
}

MINUTE <- "YYYY-MM-DD HH24:MI"

also_bought_query <- function(filters, product, limit = NULL) {
  ask_all("viewers_also_bought", filters, product = quote_text(product), limit_argument(limit))
}

seen_in_lists_query <- function(filters, product) {
  ask_days("seen_in_lists", filters, product = quote_text(product))
}

cart_list_query <- function(filters, limit = NULL) {
  paste(
    "select cart, state, currency, value, item_count, is_recovered, recovered_hours,",
    local_time("opened_at", filters, MINUTE), ",", local_time("last_active_at", filters, MINUTE),
    "from", call_dash("cart_list", all_arguments(filters), limit_argument(limit))
  )
}

order_list_query <- function(filters, limit = NULL) {
  paste(
    "select order_id,", local_time("ordered_at", filters, MINUTE), ", currency, total, tax,",
    "shipping, refunded, net, coupon, item_count, channel, is_trusted, conflicts from",
    call_dash("order_list", all_arguments(filters), limit_argument(limit)), "as o order by o.ordered_at desc"
  )
}

issue_list_query <- function(filters, limit = NULL) {
  paste(
    "select order_id,", local_time("ordered_at", filters, MINUTE), ", issue, detail from",
    call_dash("issue_list", all_arguments(filters), limit_argument(limit)), "as i order by i.ordered_at desc"
  )
}

busiest_hours_query <- function(filters, limit = NULL) {
  paste(
    "select to_char(bucket, 'YYYY-MM-DD HH24:MI') as bucket, sessions, purchases, times_usual from",
    call_dash("busiest_hours", all_arguments(filters), limit_argument(limit))
  )
}

seasons_query <- function(filters) {
  arguments <- all_arguments(filters)
  paste(
    "select to_char(month, 'YYYY-MM') as month, sessions, purchases, conversion, sessions_per_day",
    "from", call_dash("seasons", arguments[names(arguments) != "from"]), "as s order by s.month"
  )
}

acquisition_query <- function(filters, by) ask_all("acquisition", filters, by = quote_text(by))

# By orders, since money of several currencies has no order.
attribution_query <- function(filters, model) {
  paste(ask_all("attribution", filters, model = quote_text(model)),
    "order by orders desc, channel, source, medium, campaign, currency")
}

retention_query <- function(filters) {
  paste(
    "select to_char(cohort_week, 'YYYY-MM-DD') as cohort, week_number, clients, share from",
    call_dash("retention", all_arguments(filters))
  )
}

segments_query <- function(filters) ask_all("customer_segments", filters)

journeys_query <- function(filters, limit = NULL) {
  paste(
    "select array_to_string(paths, ' \u2192 ', '(no address)') as journey, sessions, purchases,",
    "share from", call_dash("journeys", all_arguments(filters), limit_argument(limit))
  )
}

page_steps_query <- function(filters, path) {
  ask_all("page_steps", filters, path = quote_text(path))
}

search_revenue_query <- function(filters) {
  paste(ask_all("search_revenue", filters), "order by orders desc, query, currency")
}

lost_demand_query <- function(filters) {
  paste(ask_days("lost_demand", filters), "order by currency, lost desc, what")
}

live_minutes_query <- function(filters) {
  paste(
    "select to_char(minute, 'YYYY-MM-DD HH24:MI') as minute, events, visitors, orders from",
    call_dash("live_minutes", c(tz = quote_text(filters$tz)))
  )
}

live_now_query <- function(filters) "select * from dash.live_now()"

live_pages_query <- function(filters, limit = NULL) paste("select * from", call_dash("live_pages", limit_argument(limit)))

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

runs_query <- function(filters, limit = NULL) {
  paste(
    "select run_id, status, objects, received, loaded, duplicate, rejected, error,",
    "extract(epoch from ended_at - started_at) as seconds,",
    local_time("started_at", filters),
    "from dash.etl_runs order by run_id desc limit", limit_argument(limit)
  )
}

balance_query <- function(filters, limit = NULL) {
  paste(
    "select", local_time("hour", filters, MINUTE), ",",
    "objects, received, loaded, duplicate, rejected, erased, is_balanced",
    "from dash.balance as b order by b.hour desc nulls last limit", limit_argument(limit)
  )
}

rejected_query <- function(filters) {
  paste(
    "select reason, events, sample,", local_time("last_seen", filters),
    "from", call_dash("rejected_reasons", period_arguments(filters)), "as r",
    "order by r.events desc, r.reason"
  )
}

lost_events_query <- function(filters) {
  paste(
    "select to_char(day, 'YYYY-MM-DD') as day, sessions, received, missing, loss_rate from",
    call_dash("lost_events", all_arguments(filters)), "as l order by l.day desc"
  )
}

restatements_query <- function(filters, limit = NULL) {
  paste(
    "select to_char(day, 'YYYY-MM-DD') as day, why, change,", local_time("restated_at", filters),
    "from dash.restatements as r order by r.restatement_id desc limit", limit_argument(limit)
  )
}
