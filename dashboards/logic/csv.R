# CSV that a spreadsheet can open without running what a shopper wrote.

# A text cell that begins like a formula gets an apostrophe, which spreadsheets show as text.
# The full-width signs are read as formulas by some of them as well.
neutralise_cell <- function(text) {
  starts_formula <- grepl("^[[:space:]]*[=+@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20-]", text)
  ifelse(!is.na(text) & starts_formula, paste0("'", text), text)
}

write_csv <- function(data, file) {
  connection <- file(file, open = "wb")
  on.exit(close(connection))
  # Spreadsheets take a file for UTF-8 only with this mark.
  writeBin(as.raw(c(0xEF, 0xBB, 0xBF)), connection)
  writeBin(charToRaw(enc2utf8(csv_text(data))), connection)
}

# Joined here, since write.csv writes text in the locale of whoever started the app.
csv_text <- function(data) {
  cells <- lapply(data, csv_cells)
  rows <- if (nrow(data) > 0) do.call(paste, c(unname(cells), sep = ","))
  header <- paste(quote_cell(names(data)), collapse = ",")
  paste0(c(header, rows), "\r\n", collapse = "")
}

# Each value once: of a hundred thousand orders most cells repeat.
csv_cells <- function(column) {
  values <- unique(column)
  cells <- if (is.numeric(values)) {
    format_plain(values)
  } else {
    ifelse(is.na(values), "", quote_cell(neutralise_cell(as.character(values))))
  }
  cells[match(column, values)]
}

quote_cell <- function(text) paste0('"', gsub('"', '""', text, fixed = TRUE), '"')
