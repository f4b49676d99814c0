import { MAX_ELEMENT_TEXT_CHARS } from '@footfall/contract';
import { guarded, type Listen } from './guard.js';
import { scrubText, scrubUrl } from './scrub.js';
import type { ClickedElement, EventFields } from './types.js';

/** Elements that people mean to click; others are described by the nearest of these around them. */
const CONTROL = 'a,button,summary,label,input,select,textarea,[role],[onclick],[data-footfall-event]';
/** Elements whose content the shopper typed or chose. */
const TYPED = 'input,select,textarea,[contenteditable]';
/** Ours, and the attribute that shops set for the platform's first tracker. */
const IGNORED = '[data-footfall-ignore],[global-clickstream-ignore-click]';

/** What an element may say by attributes, as `data-footfall-product='{"id":"p-1"}'`. */
export const SAID = ['product', 'cart', 'order', 'search', 'properties'];

/** Characters of an element's content that are looked at: a control says what it does at its beginning. */
const LOOKED_AT_CHARS = 400;

/** Details of a clicked element. Never what the shopper typed. */
function describeElement(element: HTMLElement): ClickedElement {
  const dataset: Record<string, string> = {};
  for (const name in element.dataset) {
    if (!name.startsWith('footfall')) dataset[name] = scrubText(element.dataset[name] as string);
  }
  const isTyped = element.closest(TYPED) || element.querySelector(TYPED);
  // Outside of controls, a click hits whole regions of the page: their text says nothing about the click.
  const isRegion = !element.matches(CONTROL) && element.childElementCount;
  const text = isTyped || isRegion ? '' : element.ariaLabel || (element.textContent as string);
  return {
    tag: element.localName,
    id: element.id,
    role: element.role,
    text: scrubText(text.slice(0, LOOKED_AT_CHARS).replace(/\s+/g, ' ').trim()).slice(0, MAX_ELEMENT_TEXT_CHARS),
    dataset,
  };
}

/** Calls back with each click's event, named by the nearest `data-footfall-event`, unless the shop opted it out. */
export function watchClicks(on: Listen, onClick: (name: string, fields: EventFields) => void): void {
  on(document, 'click', (event) => {
    // The path goes on through shadow roots, which `closest` does not.
    const path = event.composedPath() as HTMLElement[];
    if (path.some((node) => node.matches?.(IGNORED))) return;
    const target = path[0] as HTMLElement;
    const element = target.closest<HTMLElement>(CONTROL) ?? target;
    const fields: Record<string, unknown> = { element: describeElement(element) };
    const { href, host } = element as HTMLAnchorElement;
    if (host && host !== location.host) fields.properties = { outbound: scrubUrl(href) };
    const source = target.closest('[data-footfall-event]');
    for (const name of SAID) {
      const json = source?.getAttribute(`data-footfall-${name}`);
      // A typing error in one attribute costs that attribute only.
      if (json) fields[name] = guarded(JSON.parse)(json as never);
    }
    onClick(source?.getAttribute('data-footfall-event') || 'click', fields);
  });
}
