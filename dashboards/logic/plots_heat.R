# Charts of coloured cells: hours of the week, cohorts.

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
