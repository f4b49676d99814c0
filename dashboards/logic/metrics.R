# What the figures mean, in the words of docs/metrics.md: rows of its tables, of which the first cell
# names one figure or several and the second says what they are.

# In a checkout the file lies beside the app; a machine that has the app alone keeps a copy in it.
METRICS_FILES <- c("metrics.md", file.path("..", "docs", "metrics.md"))

read_metrics <- function(root = app_root) {
  files <- file.path(root, METRICS_FILES)
  file <- files[file.exists(files)][1]
  if (is.na(file)) return(list())
  parse_metrics(readLines(file, encoding = "UTF-8"))
}

# Named list: the figure in lower case, its definition as text.
parse_metrics <- function(lines) {
  rows <- grep("^\\|", lines, value = TRUE)
  cells <- lapply(strsplit(rows, "(?<!\\\\)\\|", perl = TRUE), trimws)
  cells <- Filter(function(row) length(row) == 4 && !grepl("^-+$", row[2]), cells)
  metrics <- list()
  for (row in cells) {
    for (name in names_of_figure(tolower(row[2]))) {
      if (is.null(metrics[[name]])) metrics[[name]] <- plain_words(row[3])
    }
  }
  metrics
}

# One row may define several figures at once: "entries, exits".
names_of_figure <- function(text) strsplit(text, ", ", fixed = TRUE)[[1]]

# Markdown's marks are for those who read the file; the page shows the words.
plain_words <- function(text) {
  text <- gsub("`([^`]*)`", "\\1", text)
  text <- gsub("\\[([^]]*)\\]\\([^)]*\\)", "\\1", text)
  paste0(toupper(substr(text, 1, 1)), substring(text, 2))
}
