# Charts of coloured cells: hours of the week, cohorts.

WEEKDAYS <- c("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# On axes of dates plotly writes weekdays and times in the viewer's language (www/charts.js), which it does not for words.
A_MONDAY <- as.Date("2026-01-05")
HOUR_MILLISECONDS <- 3600000
DAY_MILLISECONDS <- 24 * HOUR_MILLISECONDS

# Pixels that a time takes below an axis, as "12:00 PM", and that stand beside the cells: the weekdays' names and the colours' scale.
HOUR_PIXELS <- 68
BESIDE_PIXELS <- 110

# data: weekday (1 is Monday), hour and figure. Light is little in the light theme, dark in the dark. A row for each weekday from the
# first to the last that there is. width: of the chart in pixels.
heat_plot <- function(data, metric, title, palette, width = 600) {
  weekdays <- seq(min(data$weekday), max(data$weekday))
  cells <- tapply(data[[metric]], list(factor(data$weekday, weekdays), factor(data$hour, 0:23)), sum)
  plot <- plotly::plot_ly(
    type = "heatmap",
    x0 = format(A_MONDAY), dx = HOUR_MILLISECONDS,
    y0 = format(A_MONDAY + weekdays[1] - 1), dy = DAY_MILLISECONDS,
    z = unname(cells),
    xgap = 2, ygap = 2,
    xhoverformat = "%X", yhoverformat = "%A",
    colorscale = list(list(0, palette$grid), list(1, palette$series[1])),
    colorbar = list(outlinewidth = 0, thickness = 12, tickfont = list(color = palette$faint),
      tickformat = if (metric == "conversion") ".0%" else "~s"),
    hovertemplate = paste0("%{y} %{x}: %{z:", hover_format(metric), "}<extra>", title, "</extra>"),
    hoverongaps = FALSE
  )
  dress_plot(plot, palette) |>
    plotly::layout(
      xaxis = list(type = "date", showgrid = FALSE, tickangle = 0, tickformat = "%X", tick0 = format(A_MONDAY),
        dtick = HOUR_MILLISECONDS * hours_apart(width)),
      yaxis = list(type = "date", autorange = "reversed", showgrid = FALSE, ticksuffix = "  ", tickformat = "%a",
        tick0 = format(A_MONDAY), dtick = DAY_MILLISECONDS)
    )
}

# Hours from one time below the axis to the next, so that there is room for each.
hours_apart <- function(width) {
  apart <- c(1, 2, 3, 4, 6, 12)
  utils::head(c(apart[24 / apart * HOUR_PIXELS <= width - BESIDE_PIXELS], 12), 1)
}

# Weeks named beside the cells, of however many there are.
COHORTS_NAMED <- 16

# data: cohort, week_number, share. A row for each week from the first to the last that there is.
cohort_plot <- function(data, palette) {
  days <- as.Date(data$cohort)
  cohorts <- format(seq(min(days), max(days), by = 7))
  weeks <- 0:max(data$week_number)
  cells <- tapply(data$share, list(factor(data$cohort, cohorts), factor(data$week_number, weeks)), sum)
  named <- seq(1, length(cohorts), by = ceiling(length(cohorts) / COHORTS_NAMED))
  plot <- plotly::plot_ly(
    type = "heatmap",
    x0 = 0, dx = 1,
    y0 = cohorts[1], dy = 7 * DAY_MILLISECONDS,
    z = unname(cells),
    xgap = 2, ygap = 2, zmin = 0,
    yhoverformat = "%x",
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
      yaxis = list(type = "date", autorange = "reversed", showgrid = FALSE, ticksuffix = "  ", tickformat = "%x",
        tickvals = as.list(cohorts[named]))
    )
}
