# The whole app: one page with a tab a page, filters beside them, and the start.

# Pages that the address's text fields do not change, by the modules that make them.
COMMON_PAGES <- c(
  "Traffic" = "traffic", "Products" = "products", "Carts & orders" = "carts", "Time" = "time", "Acquisition" = "acquisition",
  "Search" = "search", "Retention" = "retention", "Live" = "live", "Health" = "health"
)

# The others, by what they show of the address beside their choices.
OWN_PAGES <- list(Overview = "grain", Funnel = "steps", Journeys = "path")

# choices: function that gives what the filters may be set to, NULL where the warehouse is away.
ui <- function(settings, choices = function() NULL) {
  once <- written_once()
  theme <- bslib::bs_theme(version = 5)
  common_page <- function(name, initial) {
    module <- COMMON_PAGES[[name]]
    chosen <- initial$choices[[name]]
    # one that nothing can be chosen on takes no choices
    page(name, once(list(name, chosen), if (identical(chosen, tidy_choices(name))) view[[module]]$ui(module) else view[[module]]$ui(module, chosen)))
  }
  own_page <- function(name, initial) {
    module <- tolower(name)
    page(name, once(list(name, initial$choices[[name]], initial[OWN_PAGES[[name]]]), view[[module]]$ui(module, initial)))
  }
  function(request) {
    if (!is_own_request(request, settings$hosts)) return(misdirected())
    initial <- parse_address(request$QUERY_STRING, settings$time_zone, today_in)
    bslib::page_navbar(
      id = "page",
      title = "Footfall",
      selected = initial$page,
      theme = theme,
      lang = "en",
      window_title = "Footfall dashboards",
      collapsible = TRUE,
      header = page_header(initial, choices()),
      own_page("Overview", initial),
      common_page("Traffic", initial),
      own_page("Funnel", initial),
      common_page("Products", initial),
      common_page("Carts & orders", initial),
      common_page("Time", initial),
      common_page("Acquisition", initial),
      common_page("Search", initial),
      common_page("Retention", initial),
      own_page("Journeys", initial),
      common_page("Live", initial),
      common_page("Health", initial),
      bslib::nav_item(theme_button())
    )
  }
}

misdirected <- function() {
  shiny::httpResponse(421L, "text/plain", paste(
    "The dashboards are called by another name here. Use localhost, or name this one in FOOTFALL_DASHBOARDS_HOSTS;",
    "a proxy has to pass the browser's Host on."
  ))
}

page <- function(name, ...) bslib::nav(name, htmltools::tags$main(...))

page_header <- function(initial, choices) {
  htmltools::tagList(
    plotly_js(),
    htmltools::tags$head(
      htmltools::tags$meta(name = "viewport", content = "width=device-width, initial-scale=1"),
      lapply(c("theme", "layout", "cards", "tables"), function(name) {
        htmltools::tags$link(rel = "stylesheet", href = paste0("footfall/", name, ".css"))
      }),
      htmltools::tags$link(rel = "icon", type = "image/svg+xml", href = "footfall/icon.svg"),
      lapply(c("language", "charts", "footfall", "tables", "choices", "sparks"), function(name) {
        htmltools::tags$script(src = paste0("footfall/", name, ".js"))
      })
    ),
    shiny::uiOutput("banner", class = "ff-banner-place"),
    shiny::uiOutput("dropped", class = "ff-banner-place"),
    htmltools::tags$button(
      class = "ff-button ff-filters-toggle", type = "button", "Filters",
      `data-bs-toggle` = "collapse", `data-bs-target` = "#filters",
      `aria-expanded` = "false", `aria-controls` = "filters"
    ),
    htmltools::tags$aside(
      id = "filters", class = "ff-filters collapse", `aria-label` = "Filters",
      view$filters$ui("filters", initial, choices)
    )
  )
}

theme_button <- function() {
  htmltools::tags$button(
    id = "theme-toggle", class = "ff-theme-toggle", type = "button",
    `aria-label` = "Switch between light and dark", title = "Light or dark", "\u25D0"
  )
}

server <- function(settings, warehouse, heartbeat, turns) {
  # Now, not when the first session asks: what is made inside a session ends with it, and the
  # heartbeat would stand still for everybody after the first page was closed.
  force(heartbeat)
  force(turns)
  function(input, output, session) {
    if (!is_own_request(session$request, settings$hosts)) return(session$close())
    ask <- view$asking$asker(warehouse, heartbeat, turns)
    palette <- shiny::reactive(PALETTES[[one_of(input$theme, names(PALETTES), "light")]])
    chosen <- view$filters$server("filters")
    # whose filters have just changed sees key figures before anybody's turn comes
    filters <- shiny::debounce(chosen, view$filters$pause_of(chosen, function(milliseconds) {
      turns$pause((milliseconds + TICK_PAUSE_MILLISECONDS) / 1000)
    }))
    opened <- parse_address(
      shiny::isolate(session$clientData$url_search), settings$time_zone, today_in
    )
    overview <- view$overview$server("overview", ask, filters, palette, view$turns$in_turn(turns, filters))
    # What the address of each page has of its own. Pages begin when they are first opened: all of them at once would hold up the first.
    own <- shiny::reactiveValues(Overview = overview$own)
    begin <- pages_to_begin(ask, filters, palette, opened, warehouse)
    shiny::observe(priority = 100, {
      page <- one_of(input$page, PAGES, PAGES[1])
      if (is.null(begin[[page]])) return()
      fields <- shiny::isolate(begin[[page]]())
      begin[[page]] <<- NULL
      if (shiny::is.reactive(fields)) own[[page]] <- fields
    })
    output$banner <- shiny::renderUI(view$asking$outage_banner(heartbeat()))
    output$dropped <- shiny::renderUI(view$asking$dropped_notice(ask(dropped_facts_query(filters()), at_once = TRUE)))
    shiny::observe({
      fields <- if (!is.null(own[[input$page]])) own[[input$page]]()
      address <- format_address(filters(), overview$grain(), input$page, settings$time_zone, fields)
      shiny::updateQueryString(address, mode = "replace")
    })
  }
}

# Functions by page that begin its module, and return a reactive of its own fields of the address, if any.
pages_to_begin <- function(ask, filters, palette, opened, warehouse) {
  with_more <- list(
    Products = function() view$products$server("products", ask, filters, palette, opened[c("product", "currency")]),
    Funnel = function() view$funnel$server("funnel", ask, filters, palette),
    Journeys = function() view$journeys$server("journeys", ask, filters, palette),
    Health = function() view$health$server("health", ask, filters, palette, warehouse$slowest)
  )
  alike <- COMMON_PAGES[!names(COMMON_PAGES) %in% names(with_more)]
  c(with_more, lapply(alike, function(module) function() view[[module]]$server(module, ask, filters, palette)))
}

# While the warehouse is away the page opens without them, and with the banner.
filter_choices <- function(warehouse) {
  function() {
    tryCatch(
      warehouse$ask(choices_query()),
      warehouse_unreachable = function(problem) NULL, warehouse_refused = function(problem) NULL
    )
  }
}

# Serves until it is told to stop. What is wrong at the start ends it with a sentence and status 1.
run <- function() {
  settings <- tryCatch(check_packages(read_settings()), settings_error = give_up)
  options(shiny.sanitize.errors = TRUE)
  shiny::addResourcePath("footfall", file.path(app_root, "www"))
  pool <- if (settings$connections > 0) open_pool(settings$connections, later::later)
  warehouse <- open_warehouse(settings$database, pool = pool)
  heartbeat <- view$asking$shared_heartbeat(warehouse)
  turns <- view$turns$open(places = max(1, warehouse$places))
  view$beforehand$prepare(
    view$asking$asker(warehouse, heartbeat, turns), heartbeat,
    function() view$filters$as_opened(parse_address("", settings$time_zone, today_in))
  )
  compile_soon(c(parent.env(environment(run)), as.list(view)), later::later)
  app <- shiny::shinyApp(
    ui(settings, filter_choices(warehouse)),
    server(settings, warehouse, heartbeat, turns),
    onStart = function() shiny::onStop(warehouse$close)
  )
  tryCatch(
    shiny::runApp(app, host = settings$host, port = listening_place(settings), launch.browser = FALSE),
    interrupt = function(stopped) message("The dashboards have stopped."),
    error = function(problem) give_up(explain_start_failure(problem, settings))
  )
}

# A port, or a Unix socket that its owner and group may open: behind a proxy on the same machine nobody else gets at it. The umask
# is the one that httpuv makes it with.
listening_place <- function(settings) {
  if (!nzchar(settings$socket)) return(settings$port)
  unlink(settings$socket) # one that a killed process left would be taken for one in use
  structure(settings$socket, mask = strtoi("117", base = 8))
}

give_up <- function(problem) {
  message(conditionMessage(problem))
  quit(status = 1)
}

explain_start_failure <- function(problem, settings) {
  if (!grepl("Failed to create server", conditionMessage(problem))) return(problem)
  if (nzchar(settings$socket)) {
    return(simpleError(paste0(
      "The dashboards cannot listen on ", settings$socket,
      ". Its folder must be there, and theirs to write to."
    )))
  }
  simpleError(paste0(
    "The dashboards cannot listen on ", settings$host, ":", settings$port,
    ", which is taken or not this machine's. ",
    "Choose others with FOOTFALL_DASHBOARDS_HOST and FOOTFALL_DASHBOARDS_PORT."
  ))
}
