import { listen } from './guard.js';
import { scrubText, scrubUrl } from './scrub.js';
import type { ClickedElement, EventFields } from './types.js';

/** Elements that people mean to click; others are described by the nearest of these around them. */
const CONTROL = 'a,button,summary,label,input,select,textarea,[role],[onclick],[data-footfall-event]';
/** Elements whose content the shopper typed or chose. */
const TYPED = 'input,select,textarea,[contenteditable]';
/** Ours, and the attribute that shops set for the platform's first tracker. */
const IGNORED = '[data-footfall-ignore],[global-clickstream-ignore-click]';

/** Characters of an element's content that are looked at: a control says what it does at its beginning. */
const LOOKED_AT_CHARS = 400;

/** Details of a clicked element. Never what the shopper typed. */
export function describeElement(element: HTMLElement): ClickedElement {
  const dataset: Record<string, string> = {};
  for (const name in element.dataset) {
    if (!/^footfall/.test(name)) dataset[name] = scrubText(element.dataset[name] as string);
  }
  const isTyped = element.closest(TYPED) || element.querySelector(TYPED);
  // Outside of controls, a click hits whole regions of the page: their text says nothing about the click.
  const isRegion = !element.matches(CONTROL) && element.childElementCount;
  const text = isTyped || isRegion ? '' : element.ariaLabel || element.textContent || element.title;
  return {
    tag: element.localName,
    id: element.id || undefined,
    role: element.getAttribute('role'),
    text: scrubText((text ?? '').slice(0, LOOKED_AT_CHARS).replace(/\s+/g, ' ').trim()) || undefined,
    dataset,
  };
}

/** Where a link leads, when it leads away from the shop. */
function outboundOf(element: HTMLElement): EventFields {
  const { href, host } = element as HTMLAnchorElement;
  return host && host !== location.host ? { properties: { outbound: scrubUrl(href) } } : {};
}

/** What an element says by attributes: `data-footfall-product='{"id":"p-1"}'`. */
function saidBy({ dataset }: HTMLElement): EventFields {
  const fields: Record<string, unknown> = {};
  for (const name of ['product', 'cart', 'order', 'search', 'properties']) {
    const json = dataset[`footfall${name[0]?.toUpperCase()}${name.slice(1)}`];
    if (json) fields[name] = JSON.parse(json);
  }
  return fields;
}

/** Calls back with each click's event, named by the nearest `data-footfall-event`, unless the shop opted it out. */
export function watchClicks(
  document: Document,
  signal: AbortSignal,
  onClick: (name: string, fields: EventFields) => void,
): void {
  listen(document, ['click'], signal, (event) => {
    const target = event.composedPath()[0] as HTMLElement;
    if (target.closest(IGNORED)) return;
    const element = target.closest<HTMLElement>(CONTROL) ?? target;
    const source = target.closest<HTMLElement>('[data-footfall-event]');
    onClick(source?.dataset.footfallEvent ?? 'click', {
      element: describeElement(element),
      ...outboundOf(element),
      ...(source && saidBy(source)),
    });
  });
}
