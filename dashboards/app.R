# Starts the dashboards: Rscript app.R (see README.md for its settings)
source("load.R")
load_dashboards(".")$view$root$run()
