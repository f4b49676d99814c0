import { expect } from '@playwright/test';
import { Stack } from './stack.js';

/** What somebody may send who wants code to run where the shop reads its figures. Each sets `window.hasRun` if it does. */
export const CORPUS = [
  '<script>hasRun=1</script>',
  '"><img src=x onerror=hasRun=1>',
  "'><svg/onload=hasRun=1>",
  '</td></table><iframe srcdoc="<script>top.hasRun=1</script>">',
  '<a href="javascript:hasRun=1">%3Cb%3E</a>',
  '</textarea><details open ontoggle=hasRun=1>',
  '{{hasRun=1}}`+(hasRun=1)+`#{hasRun=1}',
  '=HYPERLINK("http://x.example","y")',
];

/** A visit that carries the text wherever the contract takes text, from one page to a refunded order. */
function visit(text: string, number: number, now: Date): object[] {
  const at = (seconds: number) => new Date(now.getTime() - 600_000 + seconds * 1000).toISOString();
  // of two, so that money has a currency to choose
  const currency = number === 0 ? 'USD' : 'EUR';
  const product = {
    id: `${text}-${number}`.slice(0, 64),
    name: text,
    category: text,
    brand: text,
    price: 10,
    currency,
  };
  const order = {
    id: `${text}o${number}`.slice(0, 64),
    currency,
    total: 10,
    coupon: text,
    items: [{ ...product, quantity: 1 }],
  };
  const cart = {
    id: `${text}c${number}`.slice(0, 64),
    currency,
    total: 10,
    items: [{ ...product, quantity: 1 }],
  };
  const pageUrl = `https://shop.example/${text}?utm_source=${encodeURIComponent(text)}&utm_campaign=${encodeURIComponent(text)}`;
  const shared = {
    clientId: `hostile-${number}`,
    sessionId: `hostile-${number}`,
    pageUrl,
    pageTitle: text,
    site: text.slice(0, 64),
  };
  return [
    { eventName: 'page_view', referrer: `https://x.example/${text}` },
    { eventName: 'product_list_view', products: [{ ...product, list: text }] },
    { eventName: 'search', search: { query: text, results: 0 } },
    { eventName: 'product_view', product: { ...product, list: text }, properties: { availability: 'sold_out' } },
    { eventName: 'add_to_cart_click', product, cart },
    { eventName: 'checkout_start', cart },
    { eventName: 'checkout_complete', order },
    { eventName: text.slice(0, 64) },
    // refused: page Health shows samples of it
    { eventName: `${text}${'x'.repeat(64)}` },
  ].map((event, i) => ({ ...shared, ...event, eventTimestamp: at(i * 10), sequence: i }));
}

/** Sends the corpus to the collector, by user agents that are hostile too. @returns how many events were accepted */
export async function sendCorpus(endpoint: string): Promise<number> {
  let accepted = 0;
  for (const [number, text] of CORPUS.entries()) {
    // an address in a user agent is a program's mark, and its visit would be left out
    const isProgram = /https?:|href/.test(text);
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': `Mozilla/5.0 (${isProgram ? 'X11' : text}) Chrome/141.0.0.0 Safari/537.36`,
      },
      body: JSON.stringify(visit(text, number, new Date())),
    });
    accepted += ((await answer.json()) as { accepted: number }).accepted;
  }
  return accepted;
}

/** A stack of its own that has loaded what such a shopper sends. */
export async function stackOfHostileShopper(): Promise<Stack> {
  const stack = await Stack.start();
  const { FOOTFALL_ENDPOINT } = await stack.env();
  expect(await sendCorpus(FOOTFALL_ENDPOINT ?? '')).toBe(CORPUS.length * 8);
  await stack.etl();
  return stack;
}
