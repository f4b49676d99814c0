import { type KeyValueStore, PREFIX } from './store.js';

/** Seconds until a cookie that is not renewed ends: browsers cap it at 400 days. */
const COOKIE_AGE_S = 400 * 24 * 3600;

/** A store in first-party cookies, which a shop's subdomains share. Goes on in memory where cookies are denied. */
export function createCookieStore(document: Document, domain?: string): KeyValueStore {
  const memory: Record<string, string> = {};
  const all = (): Record<string, string> => {
    const found = { ...memory };
    try {
      // Ours only: a cookie of the shop's may hold a `%` that cannot be decoded.
      const pairs = document.cookie.split('; ').filter((pair) => pair.startsWith(PREFIX));
      for (const pair of pairs) {
        const [name = '', value = ''] = pair.split('=');
        found[name] = decodeURIComponent(value);
      }
    } catch {
      // A sandboxed page has no cookies.
    }
    return found;
  };
  const write = (key: string, value: string, seconds: number) => {
    const isSecure = document.location.protocol === 'https:';
    const scope = `;path=/;max-age=${seconds};samesite=lax${domain ? `;domain=${domain}` : ''}${isSecure ? ';secure' : ''}`;
    try {
      document.cookie = `${key}=${encodeURIComponent(value)}${scope}`;
    } catch {
      // No cookies either.
    }
  };
  return {
    get: (key) => all()[key] ?? '',
    set(key, value) {
      memory[key] = value;
      write(key, value, COOKIE_AGE_S);
    },
    remove(key) {
      delete memory[key];
      write(key, '', 0);
    },
    keys: (prefix) => Object.keys(all()).filter((key) => key.startsWith(prefix)),
  };
}
