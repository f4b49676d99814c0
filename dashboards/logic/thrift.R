# Thrift's compact protocol, as much of it as the footer of a Parquet file needs. By the specification,
# github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md. Each function gives a value as list(type, bytes).

# Seven bits a byte, the lowest first; the eighth says that another follows.
varint <- function(number) {
  bytes <- raw()
  while (number >= 128) {
    bytes <- c(bytes, as.raw(number %% 128 + 128))
    number <- number %/% 128
  }
  c(bytes, as.raw(number))
}

# Zigzag: of numbers that are never negative, as here, the double.
thrift_int <- function(number, is_long = FALSE) {
  list(type = if (is_long) 6 else 5, bytes = varint(2 * number))
}

thrift_text <- function(text) {
  bytes <- charToRaw(enc2utf8(text))
  list(type = 8, bytes = c(varint(length(bytes)), bytes))
}

# values: all of one type; structs, where there is none.
thrift_list <- function(values) {
  type <- if (length(values) == 0) 12 else values[[1]]$type
  header <- if (length(values) < 15) as.raw(16 * length(values) + type) else c(as.raw(240 + type), varint(length(values)))
  list(type = 9, bytes = c(header, bytes_of(values)))
}

# Fields by their numbers in rising order.
thrift_struct <- function(...) {
  fields <- list(...)
  steps <- diff(c(0, as.integer(names(fields))))
  headers <- lapply(seq_along(fields), function(field) as.raw(16 * steps[field] + fields[[field]]$type))
  list(type = 12, bytes = c(unlist(Map(c, headers, lapply(fields, `[[`, "bytes")), use.names = FALSE), as.raw(0)))
}

bytes_of <- function(values) unlist(lapply(values, `[[`, "bytes"), use.names = FALSE)
