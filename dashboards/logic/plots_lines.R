# Charts over time: lines, and the small ones beside figures.

TREND_METRICS <- c(
  "Visitors" = "visitors", "Sessions" = "sessions", "Events" = "events",
  "Page views" = "page_views", "Orders" = "orders", "Conversion" = "conversion",
  "Bounce rate" = "bounce_rate", "Engaged time" = "engaged_seconds", "Net revenue" = "net_revenue",
  "Average order" = "average_order"
)
MONEY_METRICS <- c("net_revenue", "average_order")
SHARE_METRICS <- c("conversion", "bounce_rate")

# How a point's time is written when it is pointed at. The viewer's language has its own order of a date's parts, which www/charts.js
# gives plotly: %x is a day, %X a time, and %c, elsewhere a day with its time, a day without its year.
HOVER_DAY <- "%a %x"
HOVER_TIME <- "%a %x, %X"
HOVER_MONTH <- "%b %Y"

# data: bucket and one figure a row; with a column currency, one line for each.
trend_plot <- function(data, metric, grain, palette) {
  plot <- plotly::plot_ly()
  groups <- if (is.null(data$currency)) list(data) else split_by_currency(data)
  for (number in seq_along(groups)) {
    group <- groups[[number]]
    name <- if (is.null(data$currency)) metric_name(metric, TREND_METRICS) else {
      plain_label(currency_name(group$currency)[1])
    }
    plot <- add_line(plot, group$bucket, group[[metric]], name,
      series_colour(palette, number), hover_format(metric, group$currency[1]), is_filled = is.null(data$currency),
      hover = if (grain == "hour") HOVER_TIME else HOVER_DAY, unit = unit_of(metric))
  }
  dress_plot(plot, palette, legend = length(groups) > 1) |>
    plotly::layout(
      xaxis = list(type = "date", tickformatstops = tick_formats()),
      yaxis = list(title = list(text = metric_name(metric, TREND_METRICS)), rangemode = "tozero",
        tickformat = if (metric %in% SHARE_METRICS) ".1~%" else axis_format(data[[metric]]),
        ticksuffix = paste0(unit_of(metric), "  ")),
      hovermode = "x unified"
    )
}

split_by_currency <- function(data) unname(split(data, currency_name(data$currency)))

series_colour <- function(palette, number) {
  palette$series[(number - 1) %% length(palette$series) + 1]
}

add_line <- function(plot, x, y, name, colour, format = ",.0f", is_filled = FALSE, hover = HOVER_DAY,
                     unit = "") {
  plotly::add_trace(
    plot,
    type = "scatter",
    # A line cannot show a single point, and markers would hide a line of hundreds.
    mode = if (length(x) <= 62) "lines+markers" else "lines",
    x = x,
    y = y,
    name = name,
    line = list(color = colour, width = 2),
    marker = list(color = colour, size = 6),
    fill = if (is_filled) "tozeroy" else "none",
    fillcolor = paste0(colour, "22"),
    xhoverformat = hover,
    cliponaxis = FALSE,
    hovertemplate = paste0("%{y:", format, "}", unit, "<extra>%{fullData.name}</extra>")
  )
}

# lines: names of columns of data, by what the legend calls them. x: text of times; hover: how one of them is written.
lines_plot <- function(data, x, lines, palette, format = ",.0f", hover = HOVER_DAY) {
  plot <- plotly::plot_ly()
  for (number in seq_along(lines)) {
    plot <- add_line(plot, data[[x]], data[[lines[[number]]]], names(lines)[number],
      series_colour(palette, number), format, hover = hover)
  }
  dress_plot(plot, palette, legend = length(lines) > 1) |>
    plotly::layout(
      xaxis = if (hover == HOVER_MONTH) {
        list(type = "date", tickformat = HOVER_MONTH, tickvals = as.list(data[[x]]))
      } else {
        list(type = "date", tickformatstops = tick_formats())
      },
      yaxis = list(rangemode = "tozero", tickformat = axis_format(unlist(data[unname(lines)])),
        ticksuffix = "  "),
      hovermode = "x unified"
    )
}

# Values as a line of the height of a word, which leaves out those that are not known; www/sparks.js says each where it is pointed at.
sparkline <- function(values, format, currency = NULL) {
  values <- as.numeric(values)
  known <- which(is.finite(values))
  if (length(known) < 2) return(NULL)
  span <- max(values[known]) - min(values[known])
  x <- round(100 * (known - 1) / (length(values) - 1), 1)
  y <- if (span == 0) rep(12, length(known)) else {
    round(22 - 20 * (values[known] - min(values[known])) / span, 1)
  }
  htmltools::HTML(sprintf(
    paste0("<svg class=\"ff-spark\" viewBox=\"0 0 100 24\" preserveAspectRatio=\"none\"",
      " role=\"img\" aria-label=\"Course\" data-course=\"%s\" data-format=\"%s\"%s><polyline points=\"%s\"/></svg>"),
    paste(format_plain(values), collapse = ","), format,
    if (is.null(currency)) "" else sprintf(" data-currency=\"%s\"", htmltools::htmlEscape(currency_name(currency), TRUE)),
    paste(x, y, sep = ",", collapse = " ")
  ))
}

# Plotly's own formats put the year below each first tick, which is cut off on a phone.
tick_formats <- function() {
  list(
    list(dtickrange = list(NULL, 86400000 - 1), value = "%X<br>%c"),
    list(dtickrange = list(86400000, "M1"), value = "%c"),
    list(dtickrange = list("M1", NULL), value = "%b %Y")
  )
}
