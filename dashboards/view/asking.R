# How modules ask the warehouse: an outage leaves what is on the page and a banner says so; a
# question that cannot be answered says why in its own place.

# heartbeat: reactive that changes when the ETL has changed the data and when the warehouse is back.
asker <- function(warehouse, heartbeat) {
  function(sql, keep = TRUE) {
    heartbeat()
    tryCatch(
      warehouse$ask(sql, keep),
      warehouse_unreachable = function(problem) shiny::req(FALSE, cancelOutput = TRUE),
      warehouse_refused = function(problem) {
        shiny::validate(shiny::need(FALSE, conditionMessage(problem)))
      }
    )
  }
}

# One for all sessions, so that ten open pages still look only once.
shared_heartbeat <- function(warehouse) {
  look <- function() {
    tryCatch(warehouse$version(), warehouse_unreachable = function(problem) "unreachable",
      warehouse_refused = function(problem) conditionMessage(problem))
  }
  shiny::reactivePoll(HEARTBEAT_MILLISECONDS, NULL, look, look)
}

outage_banner <- function(heartbeat) {
  if (heartbeat != "unreachable") return(NULL)
  htmltools::div(
    class = "ff-banner", role = "alert", `data-testid` = "outage-banner",
    htmltools::strong("The warehouse does not answer."),
    paste0(
      "These dashboards try again every ", HEARTBEAT_MILLISECONDS / 1000, " seconds. ",
      "Until then the figures are from before, whatever the filters say. Check that PostgreSQL ",
      "runs (footfall doctor) and that FOOTFALL_DASH_DATABASE_URL is right."
    )
  )
}
