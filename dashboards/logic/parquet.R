# Parquet, since none of Debian's R packages writes it: as much of the format as a table needs, flat columns that may lack values, as they
# are and not compressed. By the specification, github.com/apache/parquet-format: README.md (the file), Encodings.md (PLAIN, RLE),
# LogicalTypes.md and src/main/thrift/parquet.thrift (the numbers below); the footer's encoding is Thrift's compact protocol.
# It is data for programs, none of which runs a cell: text stays as it is and gets no apostrophe as in csv.R.

PARQUET_MARK <- charToRaw("PAR1")

# type: enum Type; converted: enum ConvertedType, where the type alone does not say it.
PARQUET_KINDS <- list(
  boolean = list(type = 0), int32 = list(type = 1), int64 = list(type = 2), double = list(type = 5),
  date = list(type = 1, converted = 6), text = list(type = 6, converted = 0)
)

# whole: names of the columns that hold whole numbers, whatever R holds them in.
write_parquet <- function(data, file, whole = character()) {
  kinds <- Map(kind_of, data, names(data) %in% whole)
  connection <- file(file, open = "wb")
  on.exit(close(connection))
  position <- 0
  put <- function(bytes) {
    writeBin(bytes, connection)
    position <<- position + length(bytes)
  }
  put(PARQUET_MARK)
  groups <- lapply(seq_len(ceiling(nrow(data) / PARQUET_GROUP_ROWS)), function(group) {
    group_start <- position
    rows <- seq((group - 1) * PARQUET_GROUP_ROWS + 1, min(group * PARQUET_GROUP_ROWS, nrow(data)))
    chunks <- lapply(names(data), function(name) {
      start <- position
      put(data_page(data[[name]][rows], kinds[[name]]))
      column_chunk(name, kinds[[name]], length(rows), start, position - start)
    })
    row_group(chunks, length(rows), position - group_start)
  })
  footer <- file_metadata(kinds, nrow(data), groups)$bytes
  put(c(footer, little_int(length(footer)), PARQUET_MARK))
}

kind_of <- function(column, is_whole) {
  if (is.logical(column)) return("boolean")
  if (inherits(column, "Date")) return("date")
  if (!is.numeric(column)) return("text")
  if (is_whole) return("int64")
  if (is.integer(column)) "int32" else "double"
}

# A page's header, whether each row has a value, and the values of those that have one.
data_page <- function(column, kind) {
  has_value <- !is.na(column)
  body <- c(definition_levels(has_value), plain_values(column[has_value], kind))
  header <- thrift_struct(
    "1" = thrift_int(0), # a data page
    "2" = thrift_int(length(body)), "3" = thrift_int(length(body)),
    "5" = thrift_struct(
      "1" = thrift_int(length(column)), "2" = thrift_int(0), # PLAIN
      "3" = thrift_int(3), "4" = thrift_int(3) # RLE of both levels
    )
  )
  c(header$bytes, body)
}

# A bit a row, all in one bit-packed run of the RLE encoding.
definition_levels <- function(has_value) {
  bits <- packed_bits(has_value)
  run <- c(varint(2 * length(bits) + 1), bits)
  c(little_int(length(run)), run)
}

plain_values <- function(values, kind) {
  switch(
    kind,
    boolean = packed_bits(values),
    int32 = , date = little_int(values),
    int64 = little_long(values),
    double = writeBin(as.numeric(values), raw(), endian = "little"),
    text = plain_texts(as.character(values))
  )
}

packed_bits <- function(flags) {
  if (length(flags) == 0) return(raw())
  packBits(c(flags, logical(-length(flags) %% 8)), "raw")
}

little_int <- function(numbers) writeBin(as.integer(numbers), raw(), endian = "little")

# R has no such integers: four words of 16 bits each, of which writeBin takes the lower half.
little_long <- function(numbers) {
  numbers <- as.numeric(numbers)
  stopifnot(numbers == floor(numbers), abs(numbers) <= 2^53) # what a double holds for sure
  words <- rbind(numbers, numbers %/% 2^16, numbers %/% 2^32, numbers %/% 2^48) %% 2^16
  writeBin(as.integer(words), raw(), size = 2, endian = "little")
}

# Each text behind its length; all at once, since a loop over a hundred thousand takes seconds.
plain_texts <- function(texts) {
  texts <- enc2utf8(texts)
  sizes <- nchar(texts, "bytes")
  bytes <- raw(sum(sizes) + 4 * length(texts))
  starts <- cumsum(sizes + 4) - sizes - 4
  at_sizes <- rep(starts, each = 4) + 1:4
  bytes[at_sizes] <- little_int(sizes)
  bytes[-at_sizes] <- charToRaw(paste(texts, collapse = ""))
  bytes
}

column_chunk <- function(name, kind, rows, start, size) {
  thrift_struct(
    "2" = thrift_int(start, is_long = TRUE),
    "3" = thrift_struct(
      "1" = thrift_int(PARQUET_KINDS[[kind]]$type),
      "2" = thrift_list(list(thrift_int(0), thrift_int(3))), # PLAIN, RLE
      "3" = thrift_list(list(thrift_text(name))),
      "4" = thrift_int(0), # not compressed
      "5" = thrift_int(rows, is_long = TRUE),
      "6" = thrift_int(size, is_long = TRUE), "7" = thrift_int(size, is_long = TRUE),
      "9" = thrift_int(start, is_long = TRUE)
    )
  )
}

row_group <- function(chunks, rows, size) {
  thrift_struct(
    "1" = thrift_list(chunks),
    "2" = thrift_int(size, is_long = TRUE),
    "3" = thrift_int(rows, is_long = TRUE)
  )
}

file_metadata <- function(kinds, rows, groups) {
  root <- thrift_struct("4" = thrift_text("table"), "5" = thrift_int(length(kinds)))
  thrift_struct(
    "1" = thrift_int(1),
    "2" = thrift_list(c(list(root), Map(schema_column, names(kinds), kinds))),
    "3" = thrift_int(rows, is_long = TRUE),
    "4" = thrift_list(groups),
    "6" = thrift_text("Footfall")
  )
}

schema_column <- function(name, kind) {
  known <- PARQUET_KINDS[[kind]]
  fields <- list(
    "1" = thrift_int(known$type),
    "3" = thrift_int(1), # may lack a value
    "4" = thrift_text(name)
  )
  if (!is.null(known$converted)) fields[["6"]] <- thrift_int(known$converted)
  do.call(thrift_struct, fields)
}
