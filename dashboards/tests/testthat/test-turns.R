# A question that R answers itself, by work.
answered_here <- function(work) list(start = function(then) then(app$view$turns$problem_of(work)), now = work)

# A queue of its own clock: what is run later is run when the test says, however many steps a turn has.
clock <- function() {
  due <- list()
  seconds_now <- 1000
  turns <- app$view$turns$open(
    function(work, seconds) due[[length(due) + 1]] <<- list(work = work, seconds = seconds), function() seconds_now
  )
  run_next <- function() {
    work <- due[[1]]$work
    due <<- due[-1]
    work()
  }
  list(
    ask_for = turns$ask_for, wait_for = turns$wait_for, pause = turns$pause, due = function() length(due),
    set_clock = function(seconds) seconds_now <<- seconds,
    next_in = function() due[[1]]$seconds,
    pass = run_next,
    turn = function() {
      run_next()
      run_next()
    },
    pass_second = function() {
      expect_equal(due[[1]]$seconds, 1)
      run_next()
    }
  )
}

# Outputs that show what their question gives when it was its turn, and the questions in the order of their turns.
page <- function(turns, questions, work = identity) {
  answers <- new.env()
  done <- character()
  list(done = function() done, server = function(input, output, session) {
    for (name in questions) local({
      question <- name
      output[[question]] <- shiny::renderText({
        key <- paste(question, input$filter)
        if (is.null(answers[[key]])) {
          turns$wait_for(key, answered_here(function() {
            done <<- c(done, key)
            answers[[key]] <- work(key)
          }))
        }
        answers[[key]]
      })
    })
  })
}

shown <- function(output, name) tryCatch(output[[name]], shiny.output.cancel = function(waits) "waits")

test_that("each question has a turn, in the order in which they were asked, and is shown before the next one's", {
  turns <- clock()
  asked <- page(turns, c("a", "b"))
  shiny::testServer(asked$server, {
    session$setInputs(filter = 1)
    expect_equal(c(shown(output, "a"), shown(output, "b")), c("waits", "waits"))
    turns$turn()
    session$flushReact()
    expect_equal(c(shown(output, "a"), shown(output, "b")), c("a 1", "waits"))
    turns$turn()
    session$flushReact()
    expect_equal(shown(output, "b"), "b 1")
    expect_equal(turns$due(), 0)
  })
})

test_that("who asks again before his turn has one, with the later work, and a failure takes nobody else's", {
  turns <- clock()
  done <- character()
  turns$ask_for("a", function() done <<- c(done, "old"))
  turns$ask_for("b", function() stop("broken"))
  turns$ask_for("a", function() done <<- c(done, "new"))
  turns$ask_for("c", function() done <<- c(done, "c"))
  turns$turn()
  expect_error(turns$turn(), "broken")
  turns$turn()
  expect_equal(done, c("new", "c"))
  expect_equal(turns$due(), 0)
})

test_that("filters that wait for the session's turn show nothing before the first, and the latest at each", {
  turns <- clock()
  shiny::testServer(function(input, output, session) {
    waits <- app$view$turns$in_turn(turns, shiny::reactive(input$x))
    output$shown <- shiny::renderText(waits())
  }, {
    session$setInputs(x = "first")
    expect_equal(shown(output, "shown"), "waits")
    turns$turn()
    session$flushReact()
    expect_equal(output$shown, "first")
    session$setInputs(x = "second")
    session$setInputs(x = "third")
    expect_equal(output$shown, "first")
    turns$turn()
    session$flushReact()
    expect_equal(output$shown, "third")
    expect_equal(turns$due(), 0)
  })
})

test_that("two who ask the same have one turn", {
  turns <- clock()
  times <- 0
  asked <- function(input, output, session) {
    for (name in c("a", "b")) output[[name]] <- shiny::renderText({
      if (times == 0) turns$wait_for("same", answered_here(function() times <<- times + 1))
      times
    })
  }
  shiny::testServer(asked, {
    session$flushReact()
    turns$turn()
    session$flushReact()
    expect_equal(c(output$a, output$b), c("1", "1"))
    expect_equal(turns$due(), 0)
  })
})

test_that("who is refused hears why, and asks again a moment later", {
  turns <- clock()
  is_broken <- TRUE
  asked <- page(turns, "a", work = function(key) if (is_broken) stop("broken") else key)
  shiny::testServer(asked$server, {
    session$setInputs(filter = 1)
    turns$turn()
    session$flushReact()
    expect_error(output$a, "broken")
    session$setInputs(filter = 2)
    session$setInputs(filter = 1)
    expect_error(output$a, "broken")
    is_broken <<- FALSE
    turns$pass_second()
    session$setInputs(filter = 3)
    session$setInputs(filter = 1)
    for (turn in 1:3) turns$turn()
    session$flushReact()
    expect_equal(output$a, "a 1")
  })
})

test_that("what failed is asked again when the warehouse is back, at once", {
  turns <- clock()
  beat <- shiny::reactiveVal("unreachable")
  is_away <- TRUE
  answer <- function(sql, keep = TRUE) {
    if (is_away) stop(app$warehouse_unreachable("away"))
    data.frame(word = "back")
  }
  back <- list(
    knows = function(sql) !is_away, ask = answer, ask_soon = function(sql, then) then(app$view$turns$problem_of(function() answer(sql)))
  )
  ask <- app$view$asking$asker(back, beat, turns)
  shiny::testServer(function(input, output, session) output$word <- shiny::renderText(ask("select")$word), {
    session$flushReact()
    turns$turn()
    session$flushReact()
    expect_equal(shown(output, "word"), "waits")
    is_away <<- FALSE
    beat("1")
    session$flushReact()
    expect_equal(output$word, "back")
  })
})

test_that("a question that nobody waits for any more is not asked", {
  turns <- clock()
  asked <- page(turns, "a")
  shiny::testServer(asked$server, {
    for (filter in 1:3) session$setInputs(filter = filter)
    for (turn in 1:3) turns$turn()
    session$flushReact()
    expect_equal(output$a, "a 3")
    expect_equal(asked$done(), "a 3")
  })
})

test_that("a download takes the turns that its data wait for", {
  turns <- clock()
  answers <- new.env()
  shiny::testServer(function(input, output, session) {
    answer <- function(key) {
      if (is.null(answers[[key]])) turns$wait_for(key, answered_here(function() answers[[key]] <- key))
      answers[[key]]
    }
    data <- shiny::reactive(paste(answer("a"), answer("b")))
    output$data <- shiny::renderText(data())
  }, {
    expect_equal(shown(output, "data"), "waits")
    expect_equal(shiny::isolate(app$view$turns$finished(data)), "a b")
    turns$turn() # the one that was due finds nothing to do
    session$flushReact()
    expect_equal(output$data, "a b")
  })
})

test_that("a tab that was closed has no turn, and keeps nobody's", {
  turns <- clock()
  closed <- page(turns, "a")
  shiny::testServer(closed$server, session$setInputs(filter = 1))
  open <- page(turns, "b")
  shiny::testServer(open$server, {
    session$setInputs(filter = 1)
    turns$turn()
    turns$turn()
    session$flushReact()
    expect_equal(output$b, "b 1")
  })
  expect_equal(closed$done(), character())
})

test_that("the dashboards' questions wait for their turn, and answers that are there do not", {
  turns <- clock()
  ask <- app$view$asking$asker(warehouse, function() "1", turns)
  sql <- "select 'answer' as word from dash.settings"
  shiny::testServer(function(input, output, session) {
    output$word <- shiny::renderText(ask(sql)$word)
    output$refused <- shiny::renderText(ask("select * from dash.nothing")$word)
  }, {
    expect_equal(shown(output, "word"), "waits")
    turns$turn()
    turns$turn()
    session$flushReact()
    expect_equal(output$word, "answer")
    expect_error(output$refused, "footfall migrate")
    expect_equal(shiny::isolate(ask(sql)$word), "answer")
  })
})

test_that("nobody's turn comes while filters change, but no longer than a while, and not after the clock was set back", {
  turns <- clock()
  done <- character()
  ask <- function(name) turns$ask_for(name, function() done <<- c(done, name))
  ask("a")
  turns$pause(0.04)
  turns$turn()
  expect_equal(done, character())
  expect_equal(turns$next_in(), 0.04, tolerance = 1e-6)
  # somebody goes on: of the most that turns wait for, little is left
  turns$set_clock(1000.29)
  turns$pause(0.2)
  turns$pass()
  expect_equal(turns$next_in(), 0.01, tolerance = 1e-6)
  turns$set_clock(1000.31)
  turns$pass()
  expect_equal(done, "a")

  # of a pause in which nobody waited nothing is left
  turns$pause(0.2)
  turns$set_clock(2000)
  turns$pause(0.04)
  ask("b")
  turns$turn()
  expect_equal(turns$next_in(), 0.04, tolerance = 1e-6)
  turns$set_clock(900)
  turns$pass()
  expect_equal(done, c("a", "b"))
})

# Questions that somebody else answers, when the test says so.
elsewhere <- function(places) {
  due <- list()
  turns <- app$view$turns$open(function(work, seconds) due[[length(due) + 1]] <<- work, function() 1000, places)
  under_way <- list()
  list(
    turns = turns,
    question = function(name) list(start = function(then) under_way[[name]] <<- then, now = function() NULL),
    # after so many steps, since a pause that does not end has ever more
    begun = function() {
      for (step in 1:20) {
        if (length(due) == 0) break
        work <- due[[1]]
        due <<- due[-1]
        work()
      }
      names(under_way)
    },
    answer = function(name) {
      then <- under_way[[name]]
      under_way[[name]] <<- NULL
      then(NULL)
    }
  )
}

test_that("as many questions are under way as there are places, and the last place is for hurried ones", {
  others <- elsewhere(3)
  shiny::testServer(function(input, output, session) {
    for (name in c("a", "b", "c")) local({
      question <- name
      output[[question]] <- shiny::renderText(others$turns$wait_for(question, others$question(question)))
    })
    output$cards <- shiny::renderText({
      shiny::req(input$hurry)
      others$turns$wait_for(input$hurry, others$question(input$hurry), "hurried")
    })
  }, {
    session$flushReact()
    expect_equal(others$begun(), c("a", "b"))
    session$setInputs(hurry = "first")
    expect_equal(others$begun(), c("a", "b", "first"))
    session$setInputs(hurry = "second")
    others$answer("a")
    # before c, which has waited longer
    expect_equal(others$begun(), c("b", "first", "second"))
    others$answer("b")
    others$answer("first")
    expect_equal(others$begun(), "second")
    others$answer("second")
    expect_equal(others$begun(), "c")
  })
})

test_that("one long question is begun before its turn, and others do not wait for a second one", {
  others <- elsewhere(3)
  shiny::testServer(function(input, output, session) {
    for (name in c("a", "b", "long 1", "long 2", "c")) local({
      question <- name
      kind <- if (startsWith(question, "long")) "long" else "question"
      output[[question]] <- shiny::renderText(others$turns$wait_for(question, others$question(question), kind))
    })
  }, {
    session$flushReact()
    first <- others$begun()
    expect_true("long 1" %in% first && length(first) == 2)
    others$answer(setdiff(first, "long 1"))
    expect_equal(intersect(others$begun(), c("long 2", "long 1")), "long 1")
    expect_length(others$begun(), 2)
    others$answer("long 1")
    expect_true("long 2" %in% others$begun())
  })
})

test_that("a pause holds up no hurried question", {
  others <- elsewhere(2)
  shiny::testServer(function(input, output, session) {
    output$table <- shiny::renderText(others$turns$wait_for("table", others$question("table")))
    output$cards <- shiny::renderText(others$turns$wait_for("cards", others$question("cards"), "hurried"))
  }, {
    session$flushReact()
    others$turns$pause(0.2)
    expect_equal(others$begun(), "cards")
  })
})

test_that("questions that are needed together are asked at the same time", {
  turns <- clock()
  ask <- app$view$asking$asker(warehouse, function() "1", turns)
  shiny::testServer(function(input, output, session) {
    output$words <- shiny::renderText({
      answers <- app$view$asking$ask_together(ask, list(a = "select 'both' as word from dash.settings", b = "select 'came' as word from dash.settings"))
      paste(answers$a$word, answers$b$word)
    })
  }, {
    expect_equal(shown(output, "words"), "waits")
    turns$turn()
    expect_equal(turns$due(), 1) # the second's, though the first has only now come
    session$flushReact()
    turns$turn()
    session$flushReact()
    expect_equal(output$words, "both came")
    expect_equal(turns$due(), 0)
  })
})

test_that("who asks the same without hurry is called again in a turn of his own", {
  turns <- clock()
  warehouse_aside <- warehouse
  warehouse_aside$places <- 2
  ask <- app$view$asking$asker(warehouse_aside, function() "1", turns)
  sql <- "select 'hurried' as word from dash.settings"
  shiny::testServer(function(input, output, session) {
    output$key <- shiny::renderText(ask(sql, at_once = TRUE)$word)
    output$table <- shiny::renderText(ask(sql)$word)
  }, {
    expect_equal(c(shown(output, "key"), shown(output, "table")), c("waits", "waits"))
    turns$turn()
    session$flushReact()
    expect_equal(output$key, "hurried")
    expect_equal(shown(output, "table"), "waits")
    turns$turn()
    session$flushReact()
    expect_equal(output$table, "hurried")
  })
})

test_that("what was refused to who is hurried is refused to who is not, without another try until the data has changed", {
  turns <- clock()
  beat <- shiny::reactiveVal("1")
  warehouse_aside <- warehouse
  warehouse_aside$places <- 2
  times <- 0
  warehouse_aside$ask_soon <- function(sql, then) {
    times <<- times + 1
    warehouse$ask_soon(sql, then)
  }
  ask <- app$view$asking$asker(warehouse_aside, beat, turns)
  shiny::testServer(function(input, output, session) {
    output$key <- shiny::renderText(ask("select * from dash.nothing", at_once = TRUE)$word)
    output$table <- shiny::renderText(ask("select * from dash.nothing")$word)
  }, {
    settle <- function() while (turns$due() > 0) {
      turns$pass()
      session$flushReact()
    }
    session$flushReact()
    settle()
    expect_error(output$key, "footfall migrate")
    expect_error(output$table, "footfall migrate")
    expect_equal(times, 1)
    beat("2")
    session$flushReact()
    settle()
    expect_error(output$table, "footfall migrate")
    expect_equal(times, 2)
  })
})
