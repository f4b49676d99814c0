# R compiles a function when it is called for the second time, which the first viewers of each page would wait for.

# Compiles all functions of some environments, one at a time, so that whoever asks meanwhile is served. run_later: function of work and seconds.
compile_soon <- function(environments, run_later) {
  waiting <- unlist(recursive = FALSE, lapply(environments, function(where) {
    lapply(Filter(function(name) is.function(where[[name]]), ls(where)), function(name) list(where = where, name = name))
  }))
  compile_next <- function() {
    if (length(waiting) == 0) return()
    one <- waiting[[1]]
    waiting <<- waiting[-1]
    assign(one$name, compiler::cmpfun(one$where[[one$name]]), envir = one$where)
    run_later(compile_next, 0)
  }
  compile_next()
}
