import type { Feature } from '../feature.js';
import { listenUntil } from '../guard.js';
import { IDENTITY_NAME, IDENTITY_RECORD } from '../identity.js';

const PARAMETER = '_ff';

/** Milliseconds for which a decorated link is believed: a slow page's load, not a link that somebody passed on. */
const LINK_AGE_MS = 2 * 60_000;

/**
 * Makes one visit of a shop's several domains: links to the others carry client and session for two minutes.
 *
 * @param domains host names that belong to the shop, each with its subdomains
 */
export function linker({ domains, now = Date.now }: { domains: string[]; now?: () => number }): Feature {
  return ({ window, signal, remember, recall }) => {
    const { document, history, location } = window;
    const address = new URL(location.href);
    const brought = address.searchParams.get(PARAMETER);
    if (brought) {
      const [sentAt = '', ...record] = brought.split('~');
      const age = now() - Number.parseInt(sentAt, 36);
      const identity = record.join('~');
      // Anybody can write a link. One that the collector refuses to know would silence this browser for good.
      if (age >= 0 && age < LINK_AGE_MS && IDENTITY_RECORD.test(identity)) remember(IDENTITY_NAME, identity);
      // The page's address, and every link that is copied from it, is the shop's again.
      address.searchParams.delete(PARAMETER);
      history.replaceState(history.state, '', address);
    }
    const isOther = (host: string) =>
      host !== location.hostname && domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
    listenUntil(signal)(document, 'pointerdown keydown click', (event) => {
      const link = event.composedPath().find((node) => node instanceof window.HTMLAnchorElement);
      const record = recall(IDENTITY_NAME);
      if (!link || !record || !isOther(link.hostname)) return;
      const target = new URL(link.href);
      target.searchParams.set(PARAMETER, `${now().toString(36)}~${record}`);
      link.href = target.href;
    });
  };
}
