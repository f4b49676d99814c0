# Tags as the text that they become: to make and write those of a whole page takes R nearly as long as its key figures take the
# warehouse (docs/decisions/0070-what-opens-first-is-ready.md).

# limit: texts that are kept. Returns a function of key and tags that gives the tags as text, with the scripts and styles that they need; of tags
# with a key that it has seen, which are not made then, the same text as before.
written_once <- function(limit = TEXTS_KEPT) {
  texts <- new.env(parent = emptyenv())
  function(key, tags) {
    name <- key_of(key)
    if (!is.null(texts[[name]])) return(texts[[name]])
    if (length(texts) >= limit) rm(list = ls(texts), envir = texts)
    texts[[name]] <- as_html(tags)
  }
}

as_html <- function(tags) {
  rendered <- htmltools::renderTags(tags)
  htmltools::attachDependencies(htmltools::HTML(rendered$html), rendered$dependencies)
}
