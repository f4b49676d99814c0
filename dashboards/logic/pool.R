# Other R processes, each with a connection of its own, that answer questions while this one draws and sends: R alone would stand still for
# the whole of each. A question goes to them as a line of JSON; its answer comes as a file, whose name is in the line, and an empty line.

# size: processes; run_later: function of work and seconds. Returns places, the most questions that are under way at once;
# ask(sql, then): then is called with a list of answer, a data frame or what the warehouse threw, and seconds, or with NULL where the process
# was lost on the way; close().
open_pool <- function(size, run_later, start = start_answerer) {
  answerers <- lapply(seq_len(size), function(number) new_answerer(start))
  is_looking <- FALSE
  busy <- function() Filter(function(one) !is.null(one$then), answerers)
  look_later <- function() {
    if (is_looking || length(busy()) == 0) return()
    is_looking <<- TRUE
    run_later(function() {
      is_looking <<- FALSE
      on.exit(look_later())
      for (one in busy()) look_at(one)
    }, LOOK_SECONDS)
  }
  list(
    places = size,
    ask = function(sql, then) {
      one <- Find(function(one) is.null(one$then), answerers)
      if (is.null(one) || !send_question(one, sql, start)) return(then(NULL))
      one$then <- then
      look_later()
    },
    close = function() for (one in answerers) one$process$kill()
  )
}

new_answerer <- function(start) {
  one <- new.env(parent = emptyenv())
  one$process <- start()
  one$file <- tempfile("answer")
  one$then <- NULL
  one
}

start_answerer <- function() {
  processx::process$new(
    file.path(R.home("bin"), "Rscript"), "answer.R", wd = app_root, stdin = "|", stdout = "|", stderr = "", cleanup = TRUE
  )
}

# Whether it was taken: a process that has ended is replaced, once.
send_question <- function(one, sql, start) {
  if (!one$process$is_alive()) one$process <- start()
  line <- charToRaw(paste0(jsonlite::toJSON(list(sql = sql, file = one$file), auto_unbox = TRUE), "\n"))
  tryCatch({
    while (length(line) > 0) line <- one$process$write_input(line)
    TRUE
  }, error = function(problem) FALSE)
}

look_at <- function(one) {
  is_alive <- one$process$is_alive() # asked first: it may answer and end
  has_said <- length(tryCatch(one$process$read_output_lines(), error = function(killed) NULL)) > 0
  if (!has_said && is_alive) return()
  then <- one$then
  one$then <- NULL
  then(if (has_said) take_answer(one$file))
}

take_answer <- function(file) {
  on.exit(unlink(file))
  readRDS(file)
}

# In the other process: one question after the other, until there are no more.
answer_questions <- function(warehouse, questions = file("stdin", "r"), say = function() cat("\n")) {
  on.exit(warehouse$close())
  while (length(line <- readLines(questions, 1)) > 0) {
    question <- jsonlite::fromJSON(line)
    began <- proc.time()[["elapsed"]]
    answer <- tryCatch(warehouse$ask(question$sql, keep = FALSE), error = identity)
    saveRDS(list(answer = answer, seconds = proc.time()[["elapsed"]] - began), question$file, compress = FALSE)
    say()
  }
}
