/** A whole first label, or the port, may be a star. */
const PATTERN = /^https?:\/\/(\*\.)?([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:(\d{1,5}|\*))?$/i;

/** Whether a text can stand in a list of allowed origins. */
export function isOriginPattern(text: string): boolean {
  return text === '*' || PATTERN.test(text);
}

/**
 * Makes a test for allowed origins.
 *
 * @param patterns exact origins, `https://*.shop.example` (any subdomain), `http://localhost:*` (any port), or `*`
 * @example originTest(['http://localhost:*'])('http://localhost:3000') // true
 */
export function originTest(patterns: string[]): (origin: string) => boolean {
  if (patterns.includes('*')) return () => true;
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')).map(asBrowsersWrite));
  const wild = patterns.filter((pattern) => pattern.includes('*')).map(toRegExp);
  return (origin) => exact.has(origin) || wild.some((pattern) => pattern.test(origin));
}

/** In lower case, and without the port that its scheme has anyway. */
function asBrowsersWrite(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).origin : origin;
}

/** A star stands for labels of a host name, or for a port; never for a slash or an @, which would reach another host. */
function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:\*$/, '(:\\d{1,5})?')
    .replace(/\*/g, '[a-z0-9-]+(\\.[a-z0-9-]+)*');
  return new RegExp(`^${source}$`, 'i');
}
