# Charts of bars: rankings, funnels, products.

# Where a bar's figure stands: within it, or beside it where that has more room, since plotly's own choice lets a figure stick out of
# its bar, in the bar's ink. share: of the longest bar, which on a phone has some 120 pixels, that the figure needs.
label_place <- function(values, share = 0.45) {
  ifelse(values > 0 & values >= share * max(values), "inside", "outside")
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

# steps: names, counts and shares of the first, the first step on top.
funnel_plot <- function(steps, counts, shares, title, palette) {
  plot <- plotly::plot_ly(
    type = "bar",
    orientation = "h",
    y = seq_along(steps),
    x = counts,
    customdata = shares,
    texttemplate = "%{x:,}  \u00b7  %{customdata:.1%}",
    # a count and its share
    textposition = label_place(counts, 0.6),
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
    if (is_money) money_format(data$currency[1]) else ",", width)
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
