# Charts. What shoppers sent is escaped, since plotly reads a little HTML in its labels.

PALETTES <- list(
  light = list(
    ink = "#334155", faint = "#64748b", grid = "#e2e8f0", surface = "#ffffff", on_bar = "#ffffff",
    cell = "#a9b1ea",
    series = c("#4353c9", "#0f8a72", "#c2570c", "#b0307a", "#5b6472")
  ),
  dark = list(
    ink = "#d6deeb", faint = "#9fb0c8", grid = "#2c3a50", surface = "#18212f", on_bar = "#10182a",
    cell = "#4a569f",
    series = c("#93a2ff", "#4fd1b5", "#fdba74", "#f39ac7", "#a9b4c4")
  )
)

FONT <- "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

TREND_METRICS <- c(
  "Visitors" = "visitors", "Sessions" = "sessions", "Events" = "events",
  "Page views" = "page_views", "Orders" = "orders", "Conversion" = "conversion",
  "Bounce rate" = "bounce_rate", "Engaged time" = "engaged_seconds", "Net revenue" = "net_revenue",
  "Average order" = "average_order"
)
MONEY_METRICS <- c("net_revenue", "average_order")
SHARE_METRICS <- c("conversion", "bounce_rate")

metric_name <- function(metric, metrics) names(metrics)[metrics == metric]

# How plotly writes a figure; its digits and marks follow the viewer's language (www/language.js).
hover_format <- function(metric) {
  if (metric %in% SHARE_METRICS) return(".1%")
  if (metric %in% MONEY_METRICS) return(",.2f")
  if (metric == "engaged_seconds") return(",.1f")
  ",.0f"
}

plain_label <- function(text) htmltools::htmlEscape(ifelse(is.na(text), "", text))

shorten <- function(text, width) {
  ifelse(nchar(text) > width, paste0(substr(text, 1, width - 1), "\u2026"), text)
}

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

# Where a bar's figure stands: beside a bar that leaves more room than it has, since plotly's own choice lets a figure stick out of
# its bar, in the bar's ink.
label_place <- function(values) {
  ifelse(values > 0 & values >= 0.45 * max(values), "inside", "outside")
}

# A bar a row, the first on top. width: of the chart in pixels, of which labels may take a third.
bars_plot <- function(labels, values, title, palette, format = ",.0f", width = 600) {
  shown <- seq_len(min(length(labels), BARS_SHOWN))
  named <- ifelse(is.na(labels) | labels == "", "(not known)", labels)[shown]
  full <- plain_label(named)
  short <- plain_label(shorten(named, label_letters(width)))
  plot <- plotly::plot_ly(
    type = "bar",
    orientation = "h",
    y = shown,
    x = values[shown],
    customdata = full,
    texttemplate = paste0("%{x:", format, "}"),
    textposition = label_place(values[shown]),
    constraintext = "none",
    insidetextfont = list(color = palette$on_bar),
    cliponaxis = FALSE,
    marker = list(color = palette$series[1]),
    hovertemplate = paste0("%{customdata}: %{x:", format, "}<extra></extra>")
  )
  dress_plot(plot, palette) |>
    plotly::layout(
      bargap = 0.3,
      xaxis = figure_axis(title, if (grepl("%", format)) ".0%" else axis_format(values[shown])),
      yaxis = list(
        showgrid = FALSE, autorange = "reversed", tickmode = "array", zeroline = FALSE,
        tickvals = as.list(shown), ticktext = as.list(paste0(short, "  "))
      )
    )
}

WEEKDAYS <- c("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# data: weekday (1 is Monday), hour and figure. Light is little in the light theme, dark in the dark.
heat_plot <- function(data, metric, title, palette) {
  weekdays <- sort(unique(data$weekday))
  cells <- tapply(data[[metric]], list(factor(data$weekday, weekdays), data$hour), sum)
  format <- if (metric == "conversion") ".1%" else ",.1f"
  plot <- plotly::plot_ly(
    type = "heatmap",
    x = sprintf("%02d", 0:23),
    y = WEEKDAYS[weekdays],
    z = unname(cells),
    xgap = 2, ygap = 2,
    colorscale = list(list(0, palette$grid), list(1, palette$series[1])),
    colorbar = list(outlinewidth = 0, thickness = 12, tickfont = list(color = palette$faint),
      tickformat = if (metric == "conversion") ".0%" else "~s"),
    hovertemplate = paste0("%{y} %{x}:00: %{z:", format, "}<extra>", title, "</extra>")
  )
  dress_plot(plot, palette) |>
    plotly::layout(
      xaxis = list(type = "category", showgrid = FALSE, tickangle = 0, nticks = 12),
      yaxis = list(type = "category", autorange = "reversed", showgrid = FALSE, ticksuffix = "  ")
    )
}

# data: cohort, week_number, share.
cohort_plot <- function(data, palette) {
  cohorts <- sort(unique(data$cohort))
  weeks <- 0:max(data$week_number)
  cells <- tapply(data$share, list(factor(data$cohort, cohorts), factor(data$week_number, weeks)), sum)
  plot <- plotly::plot_ly(
    type = "heatmap",
    x = weeks,
    y = cohorts,
    z = unname(cells),
    xgap = 2, ygap = 2, zmin = 0,
    # everybody is there in their own week: the colours are for who comes back
    zmax = max(c(0.01, data$share[data$week_number > 0])),
    # up to a colour on which the ink is readable: plotly's own choice between two inks is not, in the middle
    colorscale = list(list(0, palette$grid), list(1, palette$cell)),
    showscale = FALSE,
    textfont = list(color = palette$ink),
    texttemplate = "%{z:.0%}",
    hovertemplate = "Week of %{y}, %{x} weeks later: %{z:.1%}<extra></extra>",
    hoverongaps = FALSE
  )
  dress_plot(plot, palette) |>
    plotly::layout(
      xaxis = list(title = list(text = "Weeks after the first visit"), showgrid = FALSE, dtick = 1,
        zeroline = FALSE),
      yaxis = list(type = "category", autorange = "reversed", showgrid = FALSE, ticksuffix = "  ")
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
    list(dtickrange = list(NULL, 86400000 - 1), value = "%H:%M\n%d %b"),
    list(dtickrange = list(86400000, "M1"), value = "%d %b"),
    list(dtickrange = list("M1", NULL), value = "%b %Y")
  )
}

# steps: names, counts and shares of the first, the first step on top.
funnel_plot <- function(steps, counts, shares, title, palette) {
  plot <- plotly::plot_ly(
    type = "bar",
    orientation = "h",
    y = seq_along(steps),
    x = counts,
    customdata = shares,
    texttemplate = "%{x:,}  \u00b7  %{customdata:.1%}",
    textposition = label_place(counts),
    constraintext = "none",
    insidetextfont = list(color = palette$on_bar),
    cliponaxis = FALSE,
    marker = list(color = palette$series[1]),
    hovertemplate = "%{x:,}, %{customdata:.1%} of the first step<extra></extra>"
  )
  dress_plot(plot, palette) |>
    plotly::layout(
      bargap = 0.35,
      xaxis = figure_axis(title),
      yaxis = list(
        showgrid = FALSE, zeroline = FALSE, autorange = "reversed", tickmode = "array",
        tickvals = as.list(seq_along(steps)),
        ticktext = as.list(paste0(plain_label(shorten(steps, 28)), "  "))
      )
    )
}

PRODUCT_METRICS <- c(
  "Views" = "views", "Viewers" = "viewers", "Added to cart" = "adds", "Orders" = "orders",
  "Units" = "units", "Revenue" = "revenue"
)

# A bar a product, for money of one currency only.
product_plot <- function(data, metric, palette, width = 600) {
  is_money <- metric == "revenue"
  title <- metric_name(metric, PRODUCT_METRICS)
  if (is_money) title <- paste0(title, ", ", plain_label(currency_name(data$currency[1])))
  bars_plot(ifelse(is.na(data$name), data$product_id, data$name), data[[metric]], title, palette,
    product_format(metric), width)
}

product_format <- function(metric) {
  if (metric == "revenue") return(",.2f")
  if (metric %in% c("conversion", "cart_to_view", "removal")) ".1%" else ","
}

LETTER_PIXELS <- 8

label_letters <- function(width) max(16, min(48, floor(width / 3 / LETTER_PIXELS)))

# Figures that dash.products gives apart by currency; the others stand on each row of a product.
SOLD_METRICS <- c("orders", "units", "revenue")

# The rows that the chart shows: the largest by the chosen figure, each product once.
top_products <- function(data, metric, currency) {
  sold <- metric %in% SOLD_METRICS
  rows <- if (sold) data[currency_name(data$currency) == currency & data$orders > 0, ] else data
  rows <- rows[!duplicated(rows$product_id) & !is.na(rows[[metric]]) & rows[[metric]] > 0, ]
  utils::head(rows[order(-rows[[metric]], rows$product_id), ], TOP_PRODUCTS_SHOWN)
}

# "1.5k" for what is large; of what is small it would make "800m", thousandths.
axis_format <- function(values) {
  if (max(c(0, abs(values)), na.rm = TRUE) < 10) ",.2~f" else "~s"
}

# Few ticks, never turned: on a phone the bars get what the labels leave.
figure_axis <- function(title, format = "~s") {
  list(
    title = list(text = title), rangemode = "tozero", tickformat = format, nticks = 5, tickangle = 0
  )
}

dress_plot <- function(plot, palette, legend = FALSE) {
  axis <- list(gridcolor = palette$grid, zerolinecolor = palette$grid, automargin = TRUE,
    fixedrange = TRUE, title = list(font = list(color = palette$faint, size = 12)))
  plotly::layout(
    plot,
    font = list(family = FONT, color = palette$ink, size = 13),
    paper_bgcolor = "rgba(0,0,0,0)",
    plot_bgcolor = "rgba(0,0,0,0)",
    margin = list(l = 8, r = 16, t = 12, b = 8),
    showlegend = legend,
    legend = list(orientation = "h", y = 1.12, x = 0),
    hoverlabel = list(bgcolor = palette$surface, bordercolor = palette$grid,
      font = list(family = FONT, color = palette$ink)),
    xaxis = axis,
    yaxis = axis
  ) |>
    plotly::config(displayModeBar = FALSE, responsive = TRUE) |>
    with_own_js()
}
