# Answers what app.R asks it, with a connection of its own, until its input ends (see logic/pool.R).
source("load.R")
app <- load_logic(".")
app$answer_questions(app$open_warehouse(app$read_settings()$database))
