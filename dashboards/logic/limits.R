# Every limit of the app, with its unit and its reason.

# Seconds: an unreachable host must not hold up the one R process that serves everybody.
CONNECT_TIMEOUT_SECONDS <- 3L

# Seconds: longer than any sensible question takes, short enough for an analyst to wait.
STATEMENT_TIMEOUT_SECONDS <- 15L

# Milliseconds between two looks at whether the ETL has brought something new.
HEARTBEAT_MILLISECONDS <- 5000L

# Milliseconds between two looks at whether what Overview says first is still known.
LOOK_AGAIN_MILLISECONDS <- 15000L

# Seconds: an answer may be that old where something changed the data that is no ETL run.
ANSWER_LIFETIME_SECONDS <- 300

# Answers kept at once; at some KiB each this is a few MiB.
ANSWERS_KEPT <- 500L

# Parts of pages kept as text, at some 10 KiB each: more than there are definitions and pages.
TEXTS_KEPT <- 150L

# The same for the lists of the filters, which may take 400 KiB, and change as data comes.
LISTS_KEPT <- 8L

# Other R processes that answer questions. Two keep two processors busy, and the third is left for key figures, which must not wait for tables.
CONNECTIONS <- 3L

# More would only compete for the warehouse's processors; each takes 60 MiB.
CONNECTIONS_MAX <- 16L

# Seconds between two looks at whether one of them has answered.
LOOK_SECONDS <- 0.004

# Seconds after which a process is ended that has not answered: the warehouse ends a question itself, unless the way to it is cut.
ANSWER_SECONDS_MAX <- 2 * CONNECT_TIMEOUT_SECONDS + STATEMENT_TIMEOUT_SECONDS + 5L

# Attempts to hand over a question, LOOK_SECONDS apart: a process that reads takes the longest line at once.
SEND_ATTEMPTS <- 250L

# Days that one question may span: ten years and a bit, so that a mistyped year cannot ask for ages.
PERIOD_DAYS_MAX <- 3700L

# Rows of a card that lists single things are asked for at once; a download has all, as with the limits below.
LISTED_ROWS <- 1000L

# Journeys, hours, pages and the like in a card that shows which are first.
JOURNEYS_SHOWN <- 50L
CHANGES_SHOWN <- 10L
BUSIEST_HOURS_SHOWN <- 10L
ALSO_BOUGHT_SHOWN <- 20L
LIVE_PAGES_SHOWN <- 20L

# Rows of the tables on page Health.
RUNS_SHOWN <- 20L
BALANCE_HOURS_SHOWN <- 48L

# Event names listed on page Overview.
TOP_EVENTS_SHOWN <- 20L

# Bars of the products' chart: more would not be readable on a phone.
TOP_PRODUCTS_SHOWN <- 10L

# Products in each ranking.
RANKED_PRODUCTS_SHOWN <- 50L

# Rows of a table on the page, which the browser sorts and searches; downloads have all.
TABLE_ROWS_MAX <- 250L

# Rows of a table that are seen at once.
TABLE_PAGE_ROWS <- 15L

# Bars of a ranking.
BARS_SHOWN <- 12L

# Steps of a funnel that somebody builds: more would not be read.
FUNNEL_STEPS_MAX <- 8L

# Restated days listed on page Health.
RESTATEMENTS_SHOWN <- 100L

# Questions whose time page Health shows.
SLOWEST_SHOWN <- 10L

# Milliseconds without another change after which a box is taken as ticked: what one click changes comes in two messages.
TICK_PAUSE_MILLISECONDS <- 20L

# The same for period, zone and comparison, through which an arrow key runs faster than R answers.
RUN_PAUSE_MILLISECONDS <- 150L

# Seconds for which changes of filters, however many, hold up everybody's turns.
TURN_PAUSE_SECONDS_MAX <- 0.3

# Rows of a chart's table up to which it is unfolded.
OPEN_ROWS_MAX <- 8L

# Milliseconds between two looks at pages that tell the present, Health and Live: an ETL run a minute is the most there is.
REFRESH_MILLISECONDS <- 10000L

# Milliseconds without a key after which what is typed into a page is taken as written.
TYPING_PAUSE_MILLISECONDS <- 600L

# Names of events that a funnel's steps are chosen from: the most frequent ones.
EVENTS_OFFERED <- 30L

# Letters of a product's id, as many as an event may have (MAX_TEXT_CHARS of the contract), and of a page's path.
PRODUCT_ID_LETTERS <- 512L
PATH_LETTERS <- 2000L

# Rows of a Parquet file that are made in memory at once, each at some hundred bytes.
PARQUET_GROUP_ROWS <- 50000L
