# A queue of its own clock: what is run later is run when the test says.
queue <- function() {
  due <- list()
  turns <- app$open_turns(20, function(work, seconds) {
    due[[length(due) + 1]] <<- list(work = work, seconds = seconds)
  })
  run_next <- function(seconds) {
    expect_equal(due[[1]]$seconds, seconds)
    work <- due[[1]]$work
    due[[1]] <<- NULL
    work()
  }
  list(ask_for = turns$ask_for, due = function() length(due), pass = function() {
    run_next(0.02)
    run_next(0)
  })
}

test_that("turns come one at a time, in the order in which they were asked for", {
  clock <- queue()
  done <- character()
  for (who in c("a", "b", "c")) local({
    name <- who
    clock$ask_for(name, function() done <<- c(done, name))
  })
  expect_equal(clock$due(), 1)
  clock$pass()
  expect_equal(done, "a")
  clock$pass()
  clock$pass()
  expect_equal(done, c("a", "b", "c"))
  expect_equal(clock$due(), 0)
})

test_that("who asks again before his turn has one, with the later work", {
  clock <- queue()
  done <- character()
  clock$ask_for("a", function() done <<- c(done, "old"))
  clock$ask_for("b", function() done <<- c(done, "b"))
  clock$ask_for("a", function() done <<- c(done, "new"))
  clock$pass()
  clock$pass()
  expect_equal(done, c("new", "b"))
  expect_equal(clock$due(), 0)
})

test_that("a turn that fails takes nobody else's", {
  clock <- queue()
  done <- character()
  clock$ask_for("a", function() stop("broken"))
  clock$ask_for("b", function() done <<- c(done, "b"))
  expect_error(clock$pass(), "broken")
  clock$pass()
  expect_equal(done, "b")
})

test_that("what waits for its turn shows nothing before the first, and the latest value at each", {
  clock <- queue()
  shiny::testServer(function(input, output, session) {
    waits <- app$in_turn(clock, shiny::reactive(input$x))
    output$shown <- shiny::renderText(waits())
  }, {
    session$setInputs(x = "first")
    expect_error(output$shown, class = "shiny.silent.error")
    clock$pass()
    session$flushReact()
    expect_equal(output$shown, "first")
    session$setInputs(x = "second")
    session$setInputs(x = "third")
    expect_equal(output$shown, "first")
    clock$pass()
    session$flushReact()
    expect_equal(output$shown, "third")
    expect_equal(clock$due(), 0)
  })
})

test_that("a session that has ended takes no turn", {
  clock <- queue()
  shiny::testServer(function(input, output, session) {
    waits <- app$in_turn(clock, shiny::reactive(input$x))
    output$shown <- shiny::renderText(waits())
  }, session$setInputs(x = "first"))
  expect_silent(clock$pass())
})
