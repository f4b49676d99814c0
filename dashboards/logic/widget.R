# The plotly.js that charts are drawn with: ours, since Debian's does not fit its own R binding
# (www/vendor/README.md).

PLOTLY_JS_VERSION <- "2.35.2"

plotly_js <- function() {
  htmltools::htmlDependency(
    "plotly-main", PLOTLY_JS_VERSION,
    src = file.path(app_root, "www", "vendor"), script = "plotly-cartesian.min.js",
    all_files = FALSE
  )
}

# The polyfill is for browsers of 2012 and fails in every newer one where Debian packaged it.
with_own_js <- function(plot) {
  others <- Filter(function(part) !part$name %in% c("plotly-main", "typedarray"), plot$dependencies)
  plot$dependencies <- c(others, list(plotly_js()))
  plot
}

# What plotly's own plotly_build() makes of plots like ours, whose traces name no columns and no colours to be mapped, in a fifth of the
# time: it looks up each attribute in plotly.js's schema and sorts each trace as a table. No events are asked for, so that drawing
# a chart tells R nothing.
drawn_plot <- function(plot) {
  traces <- Filter(function(trace) !is.null(trace$type), plot$x$attrs)
  layout <- Reduce(utils::modifyList, plot$x$layoutAttrs, plot$x$layout)
  plot$x <- structure(
    list(
      data = unname(lapply(traces, drawn_trace)), layout = Filter(Negate(is.null), layout), config = plot$x$config,
      source = plot$x$source, highlight = NO_HIGHLIGHT, shinyEvents = list()
    ),
    TOJSON_FUNC = attr(plot$x, "TOJSON_FUNC")
  )
  plot$preRenderHook <- NULL
  plot
}

# Of one point, too, plotly.js wants arrays.
ARRAYS <- c("x", "y", "customdata", "text")

# Arguments of plot_ly() that are not plotly.js's.
NOT_OF_TRACES <- c("alpha_stroke", "sizes", "spans", "inherit")

drawn_trace <- function(trace) {
  trace <- trace[!names(trace) %in% NOT_OF_TRACES & !vapply(trace, is.null, NA)]
  arrays <- intersect(ARRAYS, names(trace))
  trace[arrays] <- lapply(trace[arrays], I)
  structure(trace, class = NULL)
}

# The binding reads it of every plot.
NO_HIGHLIGHT <- list(
  on = "plotly_click", persistent = FALSE, dynamic = FALSE, selectize = FALSE, opacityDim = 0.2, selected = list(opacity = 1), debounce = 0
)
