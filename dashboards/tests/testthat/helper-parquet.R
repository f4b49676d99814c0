# The columns of a Parquet file as DuckDB reads them: a list by name, of type and values.
read_by_duckdb <- function(file) {
  json <- withr::local_tempfile()
  status <- system2("node", c(shQuote(file.path("..", "read-parquet.mjs")), shQuote(file)), stdout = json)
  if (status != 0) stop("DuckDB does not read the file.")
  # nulls of a column of one type become NA
  columns <- jsonlite::fromJSON(json, simplifyDataFrame = FALSE)
  stats::setNames(columns, vapply(columns, `[[`, "", "name"))
}

values_of <- function(file) lapply(read_by_duckdb(file), `[[`, "values")
