import { MAX_ELEMENT_TEXT_CHARS } from '@footfall/contract';
import { listen } from './guard.js';
import { scrubText } from './scrub.js';
import type { ClickedElement, EventFields } from './types.js';

/** Elements that people mean to click; others are described by the nearest of these around them. */
const CONTROL = 'a,button,summary,label,input,select,textarea,[role],[onclick],[data-footfall-event]';
/** Elements whose content the shopper typed or chose. */
const TYPED = 'input,select,textarea,[contenteditable]:not([contenteditable=false])';
/** Ours, and the attribute that shops set for the platform's first tracker. */
const IGNORED = '[data-footfall-ignore],[global-clickstream-ignore-click]';

/** Details of a clicked element. Never what the shopper typed. */
export function describeElement(element: Element): ClickedElement {
  const isTyped = !!element.closest(TYPED) || !!element.querySelector(TYPED);
  const dataset: Record<string, unknown> = {};
  for (const [name, value] of Object.entries((element as HTMLElement).dataset ?? {})) {
    if (!name.startsWith('footfall')) dataset[name] = scrubText(value ?? '');
  }
  return {
    tag: element.localName,
    id: element.id || null,
    role: element.getAttribute('role'),
    text: isTyped ? null : scrubText(textOf(element)).slice(0, MAX_ELEMENT_TEXT_CHARS) || null,
    dataset: Object.keys(dataset).length ? dataset : null,
  };
}

function textOf(element: Element): string {
  // Outside of controls, a click hits whole regions of the page: their text says nothing about the click.
  if (!element.matches(CONTROL) && element.childElementCount) return '';
  const label = element.getAttribute('aria-label') || element.textContent || element.querySelector('img')?.alt || '';
  return label.slice(0, 1000).replace(/\s+/g, ' ').trim();
}

/** Calls back with the details of each click, unless the shop opted the element out. */
export function watchClicks(
  document: Document,
  signal: AbortSignal,
  onClick: (element: Element, fields: EventFields) => void,
): void {
  listen(document, ['click'], signal, (event) => {
    const path = event.composedPath();
    const target = path[0];
    if (!(target instanceof Element) || path.some(isIgnored)) return;
    const element = target.closest(CONTROL) ?? target;
    onClick(element, { element: describeElement(element) });
  });
}

const isIgnored = (node: EventTarget) => node instanceof Element && node.matches(IGNORED);
