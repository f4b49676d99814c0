# Figures as people read them. A figure that does not exist (nothing to divide by) is a dash.

NO_FIGURE <- "\u2013"

format_count <- function(count) {
  text <- formatC(as.numeric(count), format = "f", digits = 0, big.mark = ",")
  ifelse(is.na(count), NO_FIGURE, text)
}

# Units may be fractional (1.5 m of cable); whole ones show no decimals.
format_quantity <- function(quantity) {
  text <- format_plain(quantity)
  whole <- sub("[.].*$", "", text)
  rest <- substring(text, nchar(whole) + 1)
  ifelse(is.na(quantity), NO_FIGURE, paste0(format_count(as.numeric(whole)), rest))
}

format_share <- function(share) {
  ifelse(is.na(share), NO_FIGURE, sprintf("%.1f%%", 100 * as.numeric(share)))
}

format_decimal <- function(figure) {
  text <- formatC(as.numeric(figure), format = "f", digits = 1, big.mark = ",")
  ifelse(is.na(figure), NO_FIGURE, text)
}

# ISO 4217: currencies whose minor unit is not a hundredth.
MINOR_DIGITS <- c(
  BIF = 0, CLP = 0, DJF = 0, GNF = 0, ISK = 0, JPY = 0, KMF = 0, KRW = 0, PYG = 0, RWF = 0, UGX = 0,
  UYI = 0, VND = 0, VUV = 0, XAF = 0, XOF = 0, XPF = 0,
  BHD = 3, IQD = 3, JOD = 3, KWD = 3, LYD = 3, OMR = 3, TND = 3
)

minor_digits <- function(currency) {
  digits <- unname(MINOR_DIGITS[currency])
  ifelse(is.na(digits), 2, digits)
}

# All of one number of decimals at once: formatC for each of a thousand orders takes longer than the question.
format_amount <- function(amount, currency) {
  figures <- as.numeric(amount)
  all_digits <- rep_len(minor_digits(currency), length(figures))
  text <- character(length(figures))
  for (digits in unique(all_digits)) {
    at <- all_digits == digits
    text[at] <- formatC(figures[at], format = "f", digits = digits, big.mark = ",")
  }
  ifelse(is.na(amount), NO_FIGURE, text)
}

currency_name <- function(currency) ifelse(is.na(currency), "(no currency)", currency)

# A figure without separators or rounding, for machines that read the page: the fifteen digits that
# every double keeps, each figure by itself, so that it reads the same in whatever company it stands.
format_plain <- function(value) {
  value <- as.numeric(value)
  text <- sprintf("%.15g", value)
  with_exponent <- grep("e", text, fixed = TRUE)
  text[with_exponent] <- trimws(formatC(value[with_exponent], digits = 15, format = "fg"))
  ifelse(is.na(value), "", text)
}

format_age <- function(seconds) {
  vapply(as.numeric(seconds), format_one_age, "")
}

format_one_age <- function(seconds) {
  if (is.na(seconds)) return("never")
  units <- c(day = 86400, hour = 3600, minute = 60, second = 1)
  unit <- which(seconds >= units * c(2, 2, 1, 0))[1]
  count <- floor(seconds / units[unit])
  paste0(count, " ", names(units)[unit], if (count != 1) "s", " ago")
}

format_seconds <- function(seconds) {
  ifelse(is.na(seconds), NO_FIGURE, paste(formatC(seconds, format = "f", digits = 1), "s"))
}

# In English whatever the language of whoever started the app: the browser writes it in the viewer's.
format_day <- function(day) paste(as.integer(format(day, "%d")), month.abb[as.integer(format(day, "%m"))], format(day, "%Y"))

format_days <- function(from, to) {
  if (from == to) format_day(from) else paste(format_day(from), NO_FIGURE, format_day(to))
}

# A bucket's text for tables: hours need the time, days and weeks do not.
format_bucket <- function(bucket, grain) {
  if (grain == "hour") bucket else substr(bucket, 1, 10)
}

STEP_NAMES <- c(
  "product view" = "Product view", "add to cart" = "Add to cart",
  "checkout" = "Checkout", "purchase" = "Purchase"
)
