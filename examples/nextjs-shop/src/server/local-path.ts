/**
 * Where to go after signing in: a path of this shop, never another site's address. Browsers take tabs and line ends out of
 * an address, so that `/⇥/elsewhere` is one as well: no control character may stand in it.
 */
export function localPath(value: string | string[] | undefined): string {
  const isLocal = typeof value === 'string' && /^\/(?![/\\])\P{Cc}*$/u.test(value);
  return isLocal ? value : '/';
}
