# What all charts share. What shoppers sent is escaped, since plotly reads a little HTML in its labels.

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

metric_name <- function(metric, metrics) names(metrics)[metrics == metric]

# How plotly writes a figure, as tables do; its marks follow the viewer's language (www/charts.js).
hover_format <- function(metric, currency = NULL) {
  if (metric %in% SHARE_METRICS) return(".1%")
  if (metric %in% MONEY_METRICS) return(money_format(currency))
  if (metric %in% c("engaged_seconds", "sessions_avg")) return(",.1f")
  ",.0f"
}

money_format <- function(currency) paste0(",.", minor_digits(currency), "f")

# What stands behind a figure, beside its number.
unit_of <- function(metric) if (metric == "engaged_seconds") " s" else ""

plain_label <- function(text) htmltools::htmlEscape(ifelse(is.na(text), "", text))

shorten <- function(text, width) {
  ifelse(nchar(text) > width, paste0(substr(text, 1, width - 1), "\u2026"), text)
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
