# Charts. What shoppers sent is escaped, since plotly reads a little HTML in its labels.

PALETTES <- list(
  light = list(
    ink = "#334155", faint = "#64748b", grid = "#e2e8f0", surface = "#ffffff", on_bar = "#ffffff",
    series = c("#4353c9", "#0f8a72", "#c2570c", "#b0307a", "#5b6472")
  ),
  dark = list(
    ink = "#d6deeb", faint = "#9fb0c8", grid = "#2c3a50", surface = "#18212f", on_bar = "#10182a",
    series = c("#93a2ff", "#4fd1b5", "#fdba74", "#f39ac7", "#a9b4c4")
  )
)

FONT <- "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

TREND_METRICS <- c(
  "Events" = "events", "Page views" = "page_views", "Visitors" = "visitors",
  "Sessions" = "sessions", "Orders" = "orders", "Net revenue" = "net"
)

metric_name <- function(metric, metrics) names(metrics)[metrics == metric]

plain_label <- function(text) htmltools::htmlEscape(ifelse(is.na(text), "", text))

shorten <- function(text, width) {
  ifelse(nchar(text) > width, paste0(substr(text, 1, width - 1), "\u2026"), text)
}

# data: bucket and one figure a row; with a column currency, one line for each.
trend_plot <- function(data, metric, grain, palette) {
  plot <- plotly::plot_ly()
  groups <- if (is.null(data$currency)) list(data) else split_by_currency(data)
  for (number in seq_along(groups)) {
    plot <- add_trend_line(plot, groups[[number]], metric, grain, series_colour(palette, number))
  }
  axis_title <- metric_name(metric, TREND_METRICS)
  dress_plot(plot, palette, legend = length(groups) > 1) |>
    plotly::layout(
      xaxis = list(type = "date", tickformatstops = tick_formats()),
      yaxis = list(title = list(text = axis_title), rangemode = "tozero", tickformat = "~s",
        ticksuffix = "  "),
      hovermode = "x unified"
    )
}

split_by_currency <- function(data) unname(split(data, currency_name(data$currency)))

series_colour <- function(palette, number) {
  palette$series[(number - 1) %% length(palette$series) + 1]
}

add_trend_line <- function(plot, data, metric, grain, colour) {
  currency <- plain_label(currency_name(data$currency)[1])
  is_money <- !is.null(data$currency)
  figure <- data[[metric]]
  label <- if (is_money) format_amount(figure, data$currency) else format_count(figure)
  plotly::add_trace(
    plot,
    type = "scatter",
    # A line cannot show a single point, and markers would hide a line of hundreds.
    mode = if (nrow(data) <= 62) "lines+markers" else "lines",
    x = data$bucket,
    y = figure,
    text = plain_label(label),
    name = if (is_money) currency else metric_name(metric, TREND_METRICS),
    line = list(color = colour, width = 2),
    marker = list(color = colour, size = 6),
    fill = if (is_money) "none" else "tozeroy",
    fillcolor = paste0(colour, "22"),
    xhoverformat = if (grain == "hour") "%a %d %b %Y, %H:%M" else "%a %d %b %Y",
    cliponaxis = FALSE,
    hovertemplate = "%{text}<extra>%{fullData.name}</extra>"
  )
}

# Plotly's own formats put the year below each first tick, which is cut off on a phone.
tick_formats <- function() {
  list(
    list(dtickrange = list(NULL, 86400000 - 1), value = "%H:%M\n%d %b"),
    list(dtickrange = list(86400000, "M1"), value = "%d %b"),
    list(dtickrange = list("M1", NULL), value = "%b %Y")
  )
}

funnel_plot <- function(data, palette) {
  label <- paste0(format_count(data$sessions), "  \u00b7  ", format_share(data$share_of_first))
  plot <- plotly::plot_ly(
    type = "bar",
    orientation = "h",
    y = factor(STEP_NAMES[data$step], levels = rev(STEP_NAMES)),
    x = data$sessions,
    text = label,
    textposition = "auto",
    insidetextfont = list(color = palette$on_bar),
    cliponaxis = FALSE,
    marker = list(color = palette$series[1]),
    hovertemplate = "%{y}: %{text}<extra></extra>"
  )
  dress_plot(plot, palette) |>
    plotly::layout(
      bargap = 0.35,
      xaxis = figure_axis("Sessions"),
      yaxis = list(showgrid = FALSE, ticksuffix = "  ")
    )
}

PRODUCT_METRICS <- c(
  "Views" = "views", "Viewers" = "viewers", "Added to cart" = "adds", "Orders" = "orders",
  "Units" = "units", "Revenue" = "revenue"
)

# A bar a product, for money of one currency only; the id is the place, the name only its label.
# width: of the chart in pixels, of which names may take a third.
product_plot <- function(data, metric, palette, width = 600) {
  label <- shorten(ifelse(is.na(data$name), data$product_id, data$name), label_letters(width))
  figure <- product_figure(data, metric)
  plot <- plotly::plot_ly(
    type = "bar",
    orientation = "h",
    y = data$product_id,
    x = data[[metric]],
    text = figure,
    customdata = plain_label(ifelse(is.na(data$name), data$product_id, data$name)),
    textposition = "auto",
    insidetextfont = list(color = palette$on_bar),
    cliponaxis = FALSE,
    marker = list(color = palette$series[1]),
    hovertemplate = "%{customdata}: %{text}<extra></extra>"
  )
  dress_plot(plot, palette) |>
    plotly::layout(
      bargap = 0.3,
      xaxis = figure_axis(metric_name(metric, PRODUCT_METRICS)),
      yaxis = list(
        type = "category", showgrid = FALSE, autorange = "reversed", tickmode = "array",
        tickvals = as.list(data$product_id), ticktext = as.list(paste0(plain_label(label), "  "))
      )
    )
}

LETTER_PIXELS <- 8

label_letters <- function(width) max(16, min(48, floor(width / 3 / LETTER_PIXELS)))

product_figure <- function(data, metric) {
  if (metric == "revenue") return(plain_label(format_money(data$revenue, data$currency)))
  format_quantity(data[[metric]])
}

# Figures that dash.products gives apart by currency; the others stand on each row of a product.
SOLD_METRICS <- c("orders", "units", "revenue")

# The rows that the chart shows: the largest by the chosen figure, each product once.
top_products <- function(data, metric, currency) {
  sold <- metric %in% SOLD_METRICS
  rows <- if (sold) data[currency_name(data$currency) == currency & data$orders > 0, ] else data
  rows <- rows[!duplicated(rows$product_id) & !is.na(rows[[metric]]) & rows[[metric]] > 0, ]
  utils::head(rows[order(-rows[[metric]], rows$product_id), ], TOP_PRODUCTS_SHOWN)
}

# Few ticks, never turned: on a phone the bars get what the labels leave.
figure_axis <- function(title) {
  list(
    title = list(text = title), rangemode = "tozero", tickformat = "~s", nticks = 5, tickangle = 0
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
