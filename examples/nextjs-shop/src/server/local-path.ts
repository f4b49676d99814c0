/** Where to go after signing in: a path of this shop, never another site's address. */
export function localPath(value: string | string[] | undefined): string {
  const isLocal = typeof value === 'string' && /^\/(?![/\\])/.test(value);
  return isLocal ? value : '/';
}
