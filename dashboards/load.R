# Loads the app's code without a package: logic/ into one environment, each file of view/ into its
# own, since every module there is a noun with the same two functions, ui and server.

load_dashboards <- function(root) {
  app <- load_logic(root)
  app$view <- new.env(parent = emptyenv())
  for (file in r_files(root, "view")) {
    module <- new.env(parent = app)
    sys.source(file, envir = module)
    assign(sub("[.]R$", "", basename(file)), module, envir = app$view)
  }
  app
}

load_logic <- function(root) {
  app <- new.env(parent = globalenv())
  app$app_root <- normalizePath(root)
  for (file in r_files(root, "logic")) sys.source(file, envir = app)
  app
}

r_files <- function(root, folder) {
  list.files(file.path(root, folder), pattern = "[.]R$", full.names = TRUE)
}
