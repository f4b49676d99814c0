/** How a shop's URLs become `page_path`, so that one page has one path. */
export interface PathRules {
  /** `/shoes/` becomes `/shoes`. */
  stripTrailingSlash?: boolean;
  /** `/Shoes` becomes `/shoes`. */
  lowerCase?: boolean;
  /** `/shoes/index.html` becomes `/shoes/`; also `index.htm` and `index.php`. */
  dropIndex?: boolean;
  /** `/en-gb/shoes` becomes `/shoes`, for these first segments. */
  dropLocales?: string[];
  /** `/order/123` becomes `/order/:id` by the pattern `/order/:id`; a last `*` stands for any rest. The first that fits counts. */
  collapse?: string[];
  /** Query parameters that make another page, as `id` in `/product.php?id=7`. */
  keepQuery?: string[];
  /** `#/cart` and `#!/cart` are the page `/cart`. */
  hashRouting?: boolean;
}

/** The path stays as the URL standard has it. */
export const NO_PATH_RULES: PathRules = {};

/** Longest path in characters: as much as PostgreSQL indexes of a URL's path, which is ASCII. */
const MAX_PATH_CHARS = 2048;

const INDEX_FILE = /\/index\.(?:html?|php)$/i;

/** A URL's page by a shop's rules, which are applied in the order in which {@link PathRules} lists them after the routing. */
export function pathOf(url: URL, rules: PathRules): string {
  const route = rules.hashRouting ? /^#!?(\/[^?]*)/.exec(url.hash)?.[1] : undefined;
  let path = route ?? url.pathname;
  if (rules.lowerCase) path = path.toLowerCase();
  if (rules.dropIndex) path = path.replace(INDEX_FILE, '/');
  if (rules.dropLocales) path = withoutLocale(path, rules.dropLocales);
  if (rules.stripTrailingSlash && path.length > 1) path = path.replace(/(?<=[^/])\/$/, '');
  if (rules.collapse) path = collapsed(path, rules.collapse);
  if (rules.keepQuery) path += keptQuery(url.searchParams, rules.keepQuery);
  return path.slice(0, MAX_PATH_CHARS);
}

function withoutLocale(path: string, locales: string[]): string {
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(path) ?? [];
  return locales.some((locale) => locale.toLowerCase() === first.toLowerCase()) ? rest || '/' : path;
}

/** Patterns are compared segment by segment and never as regular expressions: a shopper's path can cost no more than its length. */
function collapsed(path: string, patterns: string[]): string {
  const segments = path.split('/');
  return patterns.find((pattern) => fits(pattern.split('/'), segments)) ?? path;
}

function fits(pattern: string[], segments: string[]): boolean {
  const isOpen = pattern.at(-1) === '*';
  if (isOpen ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every(
    (part, i) =>
      part === segments[i] || (part.startsWith(':') && segments[i] !== '') || (isOpen && i === pattern.length - 1),
  );
}

function keptQuery(query: URLSearchParams, names: string[]): string {
  const kept = new URLSearchParams();
  for (const name of names) for (const value of query.getAll(name)) kept.append(name, value);
  const text = kept.toString();
  return text && `?${text}`;
}
