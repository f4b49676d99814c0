# Once, before all tests: the known truth, and the warehouse as the app opens it.
fill_warehouse()
warehouse <- app$open_warehouse(dash_database)
withr::defer(warehouse$close(), testthat::teardown_env())

ask <- function(query) warehouse$ask(query, keep = FALSE)
