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
