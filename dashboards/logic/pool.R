# Other R processes, each with a connection of its own, that answer questions while this one draws and sends: R alone would stand still for
# the whole of each. A question goes to them as a line of JSON; its answer comes as a file, whose name stands in the line, and is said when it is written.

# size: processes; run_later: function of work and seconds; now: gives seconds. Returns places, the most questions that are under way at once;
# ask(sql, then): then is called with a list of answer, a data frame or what the warehouse threw, and seconds, or with NULL where the process
# was lost on the way; close().
open_pool <- function(size, run_later, start = start_answerer, now = function() proc.time()[["elapsed"]]) {
  answerers <- lapply(seq_len(size), function(number) new_answerer(start))
  is_looking <- FALSE
  busy <- function() Filter(function(one) !is.null(one$then), answerers)
  look_later <- function() {
    if (is_looking || length(busy()) == 0) return()
    is_looking <<- TRUE
    run_later(function() {
      is_looking <<- FALSE
      on.exit(look_later())
      for (one in busy()) look_at(one, now())
    }, LOOK_SECONDS)
  }
  list(
    places = size,
    ask = function(sql, then) {
      one <- Find(function(one) is.null(one$then), answerers)
      if (is.null(one) || !send_question(one, sql, start)) return(then(NULL))
      one$then <- then
      one$latest <- now() + ANSWER_SECONDS_MAX
      look_later()
    },
    close = function() for (one in answerers) if (!is.null(one$process)) one$process$kill()
  )
}

new_answerer <- function(start) {
  one <- new.env(parent = emptyenv())
  one$process <- started(start)
  one$file <- tempfile("answer")
  one$then <- NULL
  one
}

# NULL where the machine has no room for another process: R asks itself then.
started <- function(start) {
  tryCatch(start(), error = function(problem) {
    message("No process that answers questions: ", conditionMessage(problem))
    NULL
  })
}

start_answerer <- function() {
  processx::process$new(
    file.path(R.home("bin"), "Rscript"), "answer.R", wd = app_root, stdin = "|", stdout = "|", stderr = "", cleanup = TRUE
  )
}

is_running <- function(one) !is.null(one$process) && one$process$is_alive()

# Whether it was taken: a process that has ended is replaced, once. One that takes nothing is ended.
send_question <- function(one, sql, start) {
  if (!is_running(one)) one$process <- started(start)
  if (is.null(one$process)) return(FALSE)
  line <- charToRaw(paste0(jsonlite::toJSON(list(sql = sql, file = one$file), auto_unbox = TRUE), "\n"))
  tryCatch({
    for (attempt in seq_len(SEND_ATTEMPTS)) {
      line <- one$process$write_input(line)
      if (length(line) == 0) return(TRUE)
      Sys.sleep(LOOK_SECONDS)
    }
    one$process$kill()
    FALSE
  }, error = function(problem) FALSE)
}

look_at <- function(one, time) {
  is_alive <- is_running(one) # asked first: it may answer and end
  said <- tryCatch(one$process$read_output_lines(), error = function(killed) NULL)
  has_said <- one$file %in% said # a profile of R's may say something, too
  is_late <- time > one$latest
  if (!has_said && is_alive && !is_late) return()
  then <- one$then
  one$then <- NULL
  if (has_said) return(then(take_answer(one$file)))
  one$process$kill()
  then(if (is_alive) list(answer = warehouse_unreachable("The warehouse does not answer."), seconds = ANSWER_SECONDS_MAX, is_late = TRUE))
}

# NULL where it was not written whole, as on a full disk.
take_answer <- function(file) {
  on.exit(unlink(file))
  tryCatch(readRDS(file), error = function(problem) NULL, warning = function(problem) NULL)
}

# In the other process: one question after the other, until there are no more.
answer_questions <- function(warehouse, questions = file("stdin", "r")) {
  on.exit(warehouse$close())
  # whatever the locale: the line is UTF-8
  while (length(line <- readLines(questions, 1, encoding = "UTF-8")) > 0) {
    question <- jsonlite::fromJSON(line)
    began <- proc.time()[["elapsed"]]
    answer <- tryCatch(warehouse$ask(question$sql, keep = FALSE), error = identity)
    saveRDS(list(answer = answer, seconds = proc.time()[["elapsed"]] - began, is_late = FALSE), question$file, compress = FALSE)
    # nobody hears it any more where the asker has ended
    tryCatch(cat(question$file, "\n", sep = ""), error = function(gone) quit("no"))
  }
}
