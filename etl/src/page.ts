import { type Fields, text } from './coerce.js';
import type { Part } from './columns.js';

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

/** Page, referrer and campaign columns, by the URL standard. A URL that does not parse is kept as it is. */
export function pageColumns(event: Fields): Part<'page'> {
  const pageUrl = text(event.pageUrl ?? event.page_url);
  const referrer = text(event.referrer);
  const url = parse(pageUrl);
  const query = url?.searchParams;
  return {
    page_url: pageUrl,
    page_host: text(url?.host),
    page_path: text(url?.pathname),
    page_title: text(event.pageTitle ?? event.page_title),
    referrer,
    referrer_host: text(parse(referrer)?.host),
    utm_source: text(query?.get('utm_source')),
    utm_medium: text(query?.get('utm_medium')),
    utm_campaign: text(query?.get('utm_campaign')),
    utm_term: text(query?.get('utm_term')),
    utm_content: text(query?.get('utm_content')),
    click_id: query ? clickId(query) : null,
  };
}

function clickId(query: URLSearchParams): string | null {
  const name = CLICK_IDS.find((param) => query.get(param));
  return name ? text(`${name}=${query.get(name)}`) : null;
}

function parse(url: string | null): URL | undefined {
  return url !== null && URL.canParse(url) ? new URL(url) : undefined;
}
