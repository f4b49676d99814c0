# Charts over time: lines, and the small ones beside figures.

TREND_METRICS <- c(
  "Visitors" = "visitors", "Sessions" = "sessions", "Events" = "events",
  "Page views" = "page_views", "Orders" = "orders", "Conversion" = "conversion",
  "Bounce rate" = "bounce_rate", "Engaged time" = "engaged_seconds", "Net revenue" = "net_revenue",
  "Average order" = "average_order"
)
MONEY_METRICS <- c("net_revenue", "average_order")
SHARE_METRICS <- c("conversion", "bounce_rate")

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
      series_colour(palette, number), hover_format(metric), is_filled = is.null(data$currency),
      by_hour = grain == "hour")
  }
  dress_plot(plot, palette, legend = length(groups) > 1) |>
    plotly::layout(
      xaxis = list(type = "date", tickformatstops = tick_formats()),
      yaxis = list(title = list(text = metric_name(metric, TREND_METRICS)), rangemode = "tozero",
        tickformat = if (metric %in% SHARE_METRICS) ".1~%" else axis_format(data[[metric]]),
        ticksuffix = "  "),
      hovermode = "x unified"
    )
}

split_by_currency <- function(data) unname(split(data, currency_name(data$currency)))

series_colour <- function(palette, number) {
  palette$series[(number - 1) %% length(palette$series) + 1]
}

add_line <- function(plot, x, y, name, colour, format = ",.0f", is_filled = FALSE, by_hour = FALSE) {
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
    xhoverformat = if (by_hour) "%a %d %b %Y, %H:%M" else "%a %d %b %Y",
    cliponaxis = FALSE,
    hovertemplate = paste0("%{y:", format, "}<extra>%{fullData.name}</extra>")
  )
}

# lines: names of columns of data, by what the legend calls them. x: text of days or months.
lines_plot <- function(data, x, lines, palette, format = ",.0f", monthly = FALSE) {
  plot <- plotly::plot_ly()
  for (number in seq_along(lines)) {
    plot <- add_line(plot, data[[x]], data[[lines[[number]]]], names(lines)[number],
      series_colour(palette, number), format)
  }
  dress_plot(plot, palette, legend = length(lines) > 1) |>
    plotly::layout(
      xaxis = if (monthly) {
        list(type = "date", tickformat = "%b %Y", tickvals = as.list(data[[x]]))
      } else {
        list(type = "date", tickformatstops = tick_formats())
      },
      yaxis = list(rangemode = "tozero", tickformat = axis_format(unlist(data[unname(lines)])),
        ticksuffix = "  "),
      hovermode = "x unified"
    )
}

# Values as a line of the height of a word; the figures stand beside it, so it is hidden from readers
# of the screen. Values that are not known leave the line out.
sparkline <- function(values) {
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
      " aria-hidden=\"true\"><polyline points=\"%s\"/></svg>"),
    paste(x, y, sep = ",", collapse = " ")
  ))
}

# Plotly's own formats put the year below each first tick, which is cut off on a phone.
tick_formats <- function() {
  list(
    list(dtickrange = list(NULL, 86400000 - 1), value = "%H:%M<br>%d %b"),
    list(dtickrange = list(86400000, "M1"), value = "%d %b"),
    list(dtickrange = list("M1", NULL), value = "%b %Y")
  )
}
