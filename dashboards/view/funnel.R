# Page Funnel: from looking to buying, and any other steps.

SHOP_STEPS <- c("product_view", "add_to_cart_click", "checkout_start", "checkout_complete")
RATES <- "dropped, of previous, of first, overall"

ui <- function(id, initial) {
  ns <- shiny::NS(id)
  chosen <- initial$choices$Funnel
  htmltools::tagList(
    view$cards$heading("Funnel"),
    view$panel$ui(
      ns("shop"), "From product view to purchase", figures = c("funnel", RATES),
      hint = "Who did a step and all steps before it, in whatever order.",
      chart = "Sessions or visitors at each step of the funnel", height = "300px",
      controls = view$cards$switch_input(ns("subject"), "Count", SUBJECTS, chosen$count)
    ),
    view$panel$ui(
      ns("kinds"), "The same by", figures = c("funnel", "funnel by category", RATES),
      controls = shiny::selectInput(ns("by"), "Property", FUNNEL_KINDS, chosen$by, selectize = FALSE)
    ),
    view$panel$ui(
      ns("own"), "Your own steps", figures = c("funnel of your own steps", RATES),
      hint = paste0("Events in the order of the list, at most ", FUNNEL_STEPS_MAX, "."),
      chart = "Sessions or visitors at each of your own steps", height = "300px",
      controls = view$cards$switch_input(ns("order"), "Order", ORDERS, chosen$order),
      above = htmltools::div(
        class = "ff-own-steps", steps_input(ns("steps"), initial$steps), shiny::uiOutput(ns("names"))
      )
    )
  )
}

# Typed with the browser's own suggestions: one event a line.
steps_input <- function(id, steps) {
  chosen <- tidy_steps(steps)
  htmltools::div(
    class = "form-group shiny-input-container ff-steps",
    htmltools::tags$label(class = "control-label", `for` = id, "Steps, one event a line"),
    htmltools::tags$textarea(id = id, class = "form-control", rows = 4, spellcheck = "false",
      paste(chosen, collapse = "\n"))
  )
}

tidy_steps <- function(text) {
  steps <- trimws(strsplit(text %||% "", "[\n|]")[[1]])
  steps <- substr(steps[nzchar(steps)], 1, 64)
  utils::head(if (length(steps) == 0) SHOP_STEPS else steps, FUNNEL_STEPS_MAX)
}

# Returns the steps and what is chosen, as the page's address has them.
server <- function(id, ask, filters, palette) {
  stopifnot(is.function(ask), shiny::is.reactive(filters), shiny::is.reactive(palette))
  shiny::moduleServer(id, function(input, output, session) {
    subject <- shiny::reactive(one_of(input$subject, SUBJECTS, "session"))
    shop <- shiny::reactive(ask(shop_funnel_query(filters(), subject())))
    own_steps <- shiny::debounce(shiny::reactive(tidy_steps(input$steps)), TYPING_PAUSE_MILLISECONDS)
    own <- shiny::reactive(ask(funnel_steps_query(filters(), own_steps(), subject(),
      one_of(input$order, ORDERS, "strict") == "strict")))
    view$panel$server("shop", shop, funnel_columns, filters, palette, "funnel",
      plot = steps_chart(subject), empty = "No session viewed a product in this period.")
    view$panel$server("kinds", shiny::reactive({
      ask(funnel_query(filters(), one_of(input$by, FUNNEL_KINDS, "device"), subject()))
    }), kinds_columns, filters, palette, "funnel-by")
    view$panel$server("own", own, function(steps) funnel_columns(steps, "funnel of your own steps"), filters, palette, "own-funnel",
      plot = steps_chart(subject))
    output$names <- shiny::renderUI(event_names(session$ns, ask(event_choices_query(filters()))))
    shiny::reactive({
      steps <- own_steps()
      c(
        told_choices("Funnel", list(count = input$subject, by = input$by, order = input$order)),
        steps = if (identical(steps, SHOP_STEPS)) "" else paste(steps, collapse = "|")
      )
    })
  })
}

steps_chart <- function(subject) {
  function(data, colours, width) {
    funnel_plot(step_name(data$step), data$subjects, data$share_of_first,
      names(SUBJECTS)[SUBJECTS == shiny::isolate(subject())], colours)
  }
}

# The warehouse's names of the shop's steps, and events as they are called.
step_name <- function(steps) ifelse(is.na(STEP_NAMES[steps]), steps, STEP_NAMES[steps])

# figure: that of the steps.
funnel_columns <- function(steps, figure = "funnel") {
  list(
    step = view$tables$text_column("Step", unname(step_name(steps$step))),
    sessions = view$tables$count_column("Reached", steps$subjects, figure),
    dropped = view$tables$count_column("Dropped", steps$dropped),
    share_of_previous = view$tables$share_column("Of previous", steps$share_of_previous),
    share_of_first = view$tables$share_column("Of first", steps$share_of_first)
  )
}

kinds_columns <- function(data) {
  list(
    value = view$tables$known_column("Value", data$value),
    viewed = view$tables$count_column("Product view", data$viewed, "funnel"),
    added = view$tables$count_column("Add to cart", data$added, "funnel"),
    add_rate = view$tables$share_column("Of previous", data$add_rate),
    checked_out = view$tables$count_column("Checkout", data$checked_out, "funnel"),
    checkout_rate = view$tables$share_column("Of previous", data$checkout_rate),
    purchased = view$tables$count_column("Purchase", data$purchased, "funnel"),
    purchase_rate = view$tables$share_column("Of previous", data$purchase_rate),
    overall_rate = view$tables$share_column("Overall", data$overall_rate)
  )
}

# A click adds the event to the steps (www/choices.js).
event_names <- function(ns, events) {
  htmltools::div(
    class = "ff-events", role = "group", `aria-label` = "Add an event to the steps",
    lapply(utils::head(events$event_name, EVENTS_OFFERED), function(name) {
      htmltools::tags$button(type = "button", class = "ff-event", `data-step` = name,
        `data-steps` = ns("steps"), paste("+", name))
    })
  )
}
