import { text } from './coerce.js';
import { emptyPart, type Part } from './columns.js';
import { type PathRules, pathOf } from './path-rules.js';
import { remembering } from './remembering.js';
import { namesOf } from './take-fields.js';

/** Parameters by which advertisers know a click again; of several the first counts. */
const CLICK_IDS = [
  'gclid',
  'gbraid',
  'wbraid',
  'msclkid',
  'fbclid',
  'ttclid',
  'twclid',
  'li_fat_id',
  'epik',
  'dclid',
  'yclid',
];
const CAMPAIGN_COLUMNS = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'] as const;

/** Campaign fields of the event itself, which count where its page's URL has none. */
export const CAMPAIGN = namesOf({
  utm_source: [text, 'utm_source utmSource'],
  utm_medium: [text, 'utm_medium utmMedium'],
  utm_campaign: [text, 'utm_campaign utmCampaign'],
  utm_term: [text, 'utm_term utmTerm'],
  utm_content: [text, 'utm_content utmContent'],
});

/** So many URLs are remembered: a shop's pages come again and again, and parsing a URL takes as long as the rest of an event. */
const MAX_REMEMBERED = 5000;
/** Longer URLs are not remembered: they are one shopper's, and ten thousand of them would fill the memory. */
const MAX_REMEMBERED_CHARS = 300;

/** Reads a page's and its referrer's URL into columns of its own making; the title is left empty. */
export type PageReader = (pageUrl: string | null, referrer: string | null) => Part<'page'>;

const nothing = emptyPart('page');

/** Makes a reader of URLs, by the URL standard. A URL that does not parse is kept as it is. */
export function pageReader(rules: PathRules): PageReader {
  const pages = rememberingUrls((pageUrl) => pageOf(pageUrl, rules));
  const referrers = rememberingUrls(referrerOf);
  return (pageUrl, referrer) => {
    const page = pageUrl === null ? nothing() : { ...pages(pageUrl) };
    if (referrer !== null) {
      const { url, host } = referrers(referrer);
      page.referrer = url;
      page.referrer_host = host;
    }
    return page;
  };
}

/** Remembers short URLs only. */
function rememberingUrls<T>(read: (url: string) => T): (url: string) => T {
  const remembered = remembering(MAX_REMEMBERED, read);
  return (url) => (url.length > MAX_REMEMBERED_CHARS ? read(url) : remembered(url));
}

function pageOf(pageUrl: string, rules: PathRules): Part<'page'> {
  const page = nothing();
  const url = parse(pageUrl);
  page.page_url = url ? withoutCredentials(pageUrl, url) : pageUrl;
  if (!url) return page;
  page.page_host = text(url.host);
  page.page_path = text(pathOf(url, rules));
  if (url.search.length > 1) {
    const query = url.searchParams;
    for (const column of CAMPAIGN_COLUMNS) page[column] = text(query.get(column));
    page.click_id = clickId(query);
  }
  return page;
}

function referrerOf(referrer: string): { url: string; host: string | null } {
  const url = parse(referrer);
  return url ? { url: withoutCredentials(referrer, url), host: text(url.host) } : { url: referrer, host: null };
}

/** A password in a URL is nobody's business; otherwise the URL stays as it was sent. */
function withoutCredentials(sent: string, url: URL): string {
  if (url.username === '' && url.password === '') return sent;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare.href;
}

function clickId(query: URLSearchParams): string | null {
  const name = CLICK_IDS.find((param) => query.get(param));
  return name ? text(`${name}=${query.get(name)}`) : null;
}

const parse = (url: string) => (URL.canParse(url) ? new URL(url) : undefined);
