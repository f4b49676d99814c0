test_that("a definition is found by each figure that its row names", {
  metrics <- app$parse_metrics(c(
    "| figure | definition | SQL |", "| --- | --- | --- |",
    "| adds, removes | events `x` of [a page](y.md) | `dash.z` |"
  ))

  expect_equal(metrics$adds, "Events x of a page")
  expect_equal(metrics$removes, metrics$adds)
})

test_that("every figure that a page explains is defined in docs/metrics.md", {
  files <- list.files(file.path(app$app_root, "view"), full.names = TRUE)
  sources <- unlist(lapply(files, readLines))
  text <- paste(sources, collapse = " ")
  calls <- regmatches(text, gregexpr("figures? = (c\\([^)]*\\)|\"[^\"]*\")", text))[[1]]
  named <- unlist(regmatches(calls, gregexpr("\"[^\"]*\"", calls)))
  figures <- unique(gsub("\"", "", named))
  split <- unlist(lapply(figures, app$names_of_figure))

  expect_gt(length(figures), 20)
  expect_equal(setdiff(tolower(split), names(app$read_metrics())), character())
})

# What is explained beside each element of a page that has an id: by its own card's (i), and those of cards around it.
explained_by_id <- function(tag, explained = character()) {
  if (!is.list(tag)) return(list())
  if (identical(tag$name, "section")) explained <- c(explained, explained_in(html_of(tag$children[[1]])))
  own <- if (is.character(tag$attribs$id)) stats::setNames(list(explained), sub("^page-", "", tag$attribs$id))
  inside <- if (inherits(tag, "shiny.tag")) tag$children else tag
  c(own, unlist(unname(lapply(inside, explained_by_id, explained)), recursive = FALSE))
}

# Only what is defined is written there.
explained_in <- function(html) {
  named <- regmatches(html, gregexpr('data-figures="[^"]*"', html))[[1]]
  app$names_of_figure(tolower(paste(gsub("; ", ", ", gsub('data-figures="|"', "", named)), collapse = ", ")))
}

# Puts another function where panels are served, which only takes down what they would show.
noting_panels <- function(code) {
  serve <- app$view$panel$server
  withr::defer(app$view$panel$server <- serve)
  panels <- list()
  app$view$panel$server <- function(id, data, columns, ...) {
    panels[[shiny::getDefaultReactiveDomain()$ns(id)]] <<- list(data = data, columns = columns)
  }
  # without those of modules within
  code(function(session) {
    own <- stats::setNames(panels, substring(names(panels), nchar(session$ns("")) + 1))
    own[!grepl("-", names(own))]
  })
}

# module: name of a file of view/; inputs: what its page has chosen.
expect_explained <- function(module, inputs = list(), ui = list(), ...) {
  explained <- explained_by_id(do.call(app$view[[module]]$ui, c("page", ui)))
  asking <- app$view$asking$asker(warehouse, function() "1")
  arguments <- list(ask = asking, filters = shiny::reactive(some_filters("2026-04-07", "2026-04-08")),
    palette = shiny::reactive(app$PALETTES$light), ...)
  noting_panels(function(panels) {
    shiny::testServer(app$view[[module]]$server, args = arguments, {
      do.call(session$setInputs, inputs)
      own <- panels(session)
      expect_setequal(paste0(names(own), "-table"), setdiff(grep("-table$", names(explained), value = TRUE), "table"))
      for (id in names(own)) {
        columns <- own[[id]]$columns(own[[id]]$data())
        shown <- Filter(function(column) !is.null(column$value), columns)
        figures <- lapply(shown, function(column) tolower(column$figure))
        nameless <- names(Filter(function(figure) length(figure) == 0, figures))
        expect_equal(setdiff(nameless, c("run_id", "week_number")), character(), info = paste(module, id))
        expect_equal(setdiff(as.character(unlist(figures)), explained[[paste0(id, "-table")]]), character(), info = paste(module, id))
      }
      expect_cards_explained(output, names(explained), module)
    })
  })
}

# The cards of single figures, each of which has its own (i).
expect_cards_explained <- function(output, ids, module) {
  written <- unlist(lapply(setdiff(ids, grep("-(table|chart|csv)$", ids, value = TRUE)), function(id) {
    tryCatch(output[[id]]$html, error = function(problem) NULL)
  }))
  cards <- unlist(lapply(strsplit(as.character(written), '<div class="ff-kpi[ "]'), `[`, -1))
  titles <- sub('.*data-testid="([^"]*)".*', "\\1", sub(">.*", "", cards))
  expect_equal(titles[!grepl('class="ff-info"', cards, fixed = TRUE)], character(), info = module)
  if (module %in% c("overview", "carts", "retention", "search", "live", "health")) expect_gt(length(cards), 3)
}

test_that("every figure in a card or a column of a table has its definition behind an (i)", {
  initial <- app$parse_address("", "UTC", function(tz) day("2026-04-08"))
  for (metric in c("visitors", "net_revenue")) {
    expect_explained("overview", list(metric = metric, grain = "day"), list(initial = initial))
  }
  expect_explained("traffic", list(by = "device"))
  expect_explained("funnel", list(subject = "session", by = "device", order = "strict", steps = ""), list(initial = initial))
  expect_explained("products", list(metric = "views"))
  expect_explained("product", ui = list(product = "p8", close = "close"), product = shiny::reactive("p8"))
  expect_explained("carts")
  expect_explained("time", list(metric = "sessions"))
  expect_explained("acquisition", list(by = "channel", model = "last"))
  expect_explained("search")
  expect_explained("retention")
  expect_explained("journeys", list(path = "/"), list(initial = initial))
  expect_explained("live")
  expect_explained("health", slowest = warehouse$slowest)
})

test_that("the figures of the products' chart and table have theirs", {
  explained <- explained_by_id(app$view$products$ui("page"))
  figures <- app$view$products$PRODUCT_FIGURES
  texts <- c("product_id", "name", "category", "brand", "currency")

  expect_setequal(names(figures), setdiff(names(app$view$products$PRODUCT_COLUMNS), texts))
  expect_equal(setdiff(figures, explained[["table"]]), character())
  expect_equal(setdiff(figures[app$PRODUCT_METRICS], explained[["chart"]]), character())
})
