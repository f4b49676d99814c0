# The pages' modules as they are, looked at panel by panel.

# module: name of a file of view/; inputs: what its page has chosen; ui, server: what it takes beside what all of them do.
page_modules <- function() {
  page <- function(module, inputs = list(), ui = list(), server = list()) {
    list(module = module, inputs = inputs, ui = ui, server = server)
  }
  initial <- list(initial = app$parse_address("", "UTC", function(tz) day("2026-04-08")))
  pages <- list(
    page("overview", list(metric = "visitors", grain = "day"), initial),
    page("traffic", list(by = "device")),
    page("funnel", list(subject = "session", by = "device", order = "strict", steps = ""), initial),
    page("products", list(metric = "views")),
    page("product", ui = list(product = "p8", close = "close"), server = list(product = shiny::reactive("p8"))),
    page("carts"), page("time", list(metric = "sessions")),
    page("acquisition", list(by = "channel", model = "last")),
    page("search"), page("retention"), page("journeys", list(path = "/"), initial), page("live"),
    page("health", server = list(slowest = warehouse$slowest))
  )
  stats::setNames(pages, vapply(pages, `[[`, "", "module"))
}

# What stands beside each element of a page that has an id: read of the head of its own card, and of those of cards around it.
by_id <- function(tag, read, known = character()) {
  if (!is.list(tag)) return(list())
  if (identical(tag$name, "section")) known <- c(known, read(html_of(tag$children[[1]])))
  own <- if (is.character(tag$attribs$id)) stats::setNames(list(known), sub("^page-", "", tag$attribs$id))
  inside <- if (inherits(tag, "shiny.tag")) tag$children else tag
  c(own, unlist(unname(lapply(inside, by_id, read, known)), recursive = FALSE))
}

# Puts another function where panels are served, which only takes down what they would show.
noting_panels <- function(code) {
  serve <- app$view$panel$server
  withr::defer(app$view$panel$server <- serve)
  panels <- list()
  app$view$panel$server <- function(id, data, columns, filters, palette, name, empty = "", advice = NULL, ...) {
    shown <- if (shiny::is.reactive(data)) data else data$shown
    panels[[shiny::getDefaultReactiveDomain()$ns(id)]] <<- list(data = shown, columns = columns, empty = empty, advice = advice)
  }
  # without those of modules within
  code(function(session) {
    own <- stats::setNames(panels, substring(names(panels), nchar(session$ns("")) + 1))
    own[!grepl("-", names(own))]
  })
}
