import { type KeyValueStore, PREFIX } from './store.js';

/** Seconds until a cookie that is not renewed ends: browsers cap it at 400 days. */
const COOKIE_AGE_S = 400 * 24 * 3600;

/** A store in first-party cookies, which a shop's subdomains share. Goes on in memory where cookies are denied. */
export function createCookieStore(document: Document, domain?: string): KeyValueStore {
  const memory: Record<string, string> = {};
  const all = (): Record<string, string> => {
    try {
      const pairs = document.cookie.split('; ').map((pair) => pair.split('='));
      return { ...memory, ...Object.fromEntries(pairs.map(([name, value = '']) => [name, decodeURIComponent(value)])) };
    } catch {
      return memory;
    }
  };
  const write = (key: string, value: string, seconds: number) => {
    const isSecure = document.location.protocol === 'https:';
    const scope = `;path=/;max-age=${seconds};samesite=lax${domain ? `;domain=${domain}` : ''}${isSecure ? ';secure' : ''}`;
    try {
      document.cookie = `${key}=${encodeURIComponent(value)}${scope}`;
    } catch {
      // A sandboxed page has no cookies.
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
    keys: (prefix = PREFIX) => Object.keys(all()).filter((key) => key.startsWith(prefix)),
  };
}
