# A connection to PostgreSQL: each process has one, since R asks one question after the other.

warehouse_unreachable <- function(message) {
  structure(
    class = c("warehouse_unreachable", "error", "condition"),
    list(message = message, call = NULL)
  )
}

warehouse_refused <- function(message) {
  structure(
    class = c("warehouse_refused", "error", "condition"),
    list(message = message, call = NULL)
  )
}

open_connection <- function(database) {
  # The driver takes neither of these itself; libpq reads them from the environment.
  Sys.setenv(PGCONNECT_TIMEOUT = CONNECT_TIMEOUT_SECONDS, PGSSLMODE = database$sslmode)
  DBI::dbConnect(
    RPostgreSQL::PostgreSQL(),
    host = database$host,
    port = database$port,
    dbname = database$dbname,
    user = database$user,
    password = database$password,
    options = paste(
      "-c statement_timeout=", STATEMENT_TIMEOUT_SECONDS, "s",
      " -c timezone=UTC -c client_encoding=UTF8 -c application_name=footfall-dashboards",
      sep = ""
    )
  )
}

close_connection <- function(connection) {
  if (!is.null(connection)) try(DBI::dbDisconnect(connection), silent = TRUE)
}

# dbGetQuery of this driver turns an error into a warning and NULL; this way it stays an error.
run_query <- function(connection, sql) {
  result <- DBI::dbSendQuery(connection, sql)
  on.exit(DBI::dbClearResult(result))
  mark_utf8(DBI::dbFetch(result, n = -1))
}

# The driver leaves text unmarked, which R then reads by the locale of whoever started it.
mark_utf8 <- function(data) {
  for (name in names(data)) {
    if (is.character(data[[name]])) Encoding(data[[name]]) <- "UTF-8"
  }
  data
}

is_alive <- function(connection) {
  !inherits(try(run_query(connection, "select 1"), silent = TRUE), "try-error")
}

explain_refusal <- function(message) {
  if (grepl("statement timeout", message)) {
    return(paste0(
      "The warehouse did not finish this within ", STATEMENT_TIMEOUT_SECONDS,
      " seconds. Choose a shorter period."
    ))
  }
  if (grepl("does not exist|permission denied", message)) {
    return("The warehouse's schema does not fit these dashboards. Run `footfall migrate`.")
  }
  "The warehouse could not answer this. The dashboards' log says why."
}
