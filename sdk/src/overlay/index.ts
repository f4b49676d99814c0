/**
 * A panel on the page that shows what is tracked, for development.
 *
 * @module @footfall/sdk/overlay
 */

import { DROPS_KEY, type Drops } from '../drops.js';
import type { Note } from '../feature.js';
import { EVENT_PREFIX } from '../queue.js';

/** What the overlay asks of a tracker. */
export interface Observable {
  observe(listener: (note: Note) => void): void;
}

/** Most lines that the overlay keeps. */
const LINES = 100;

const STYLE = `:host{all:initial}section{position:fixed;right:8px;bottom:8px;z-index:2147483647;width:380px;
max-height:50vh;overflow:auto;padding:8px 12px;border-radius:8px;background:#16181d;color:#e8eaf0;
font:12px/1.5 ui-monospace,monospace}header{display:flex;justify-content:space-between;gap:8px}
button{all:unset;cursor:pointer;padding:0 6px}button:focus-visible{outline:2px solid}ol{margin:4px 0;padding:0;list-style:none}
.drop,.retry{color:#ffb4a8}.done{color:#9be7b4}`;

function describe({ event, delivery }: Note): { text: string; kind: string } {
  if (event) return { text: `stored ${event.eventName} #${event.sequence}`, kind: 'stored' };
  const { status, outcome, refused, body } = (delivery ?? {}) as NonNullable<Note['delivery']>;
  const { events } = JSON.parse(body) as { events: unknown[] };
  const reason = status ? `status ${status}` : 'no answer';
  return { text: `${outcome}: ${events.length} events, ${reason}, ${refused} refused`, kind: outcome };
}

/**
 * Shows a small list of what was stored, sent, waits or was refused, and why. For development; a Content-Security-Policy
 * and Trusted Types do not disturb it.
 *
 * @returns removes it
 * @example
 * import { showOverlay } from '@footfall/sdk/overlay';
 * showOverlay(tracker);
 */
export function showOverlay(tracker: Observable, document: Document = globalThis.document): () => void {
  const host = document.createElement('footfall-overlay');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const add = (parent: Node, tag: string, text = '') => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.appendChild(element);
    return element;
  };
  const section = add(root, 'section');
  section.setAttribute('role', 'log');
  // In here, not on the host: what is clicked looks for it within its own tree.
  section.setAttribute('data-footfall-ignore', '');
  const header = add(section, 'header');
  const title = add(header, 'span');
  const close = add(header, 'button', '×');
  close.setAttribute('aria-label', 'Close the Footfall overlay');
  const list = add(section, 'ol');
  let isShown = true;
  const count = () => {
    const waiting = Object.keys(localStorage).filter((key) => key.startsWith(EVENT_PREFIX)).length;
    const drops = JSON.parse(localStorage.getItem(DROPS_KEY) ?? '{}') as Drops;
    const dropped = Object.entries(drops).map(([reason, times]) => `${reason} ${times}`);
    title.textContent = `footfall: ${waiting} waiting${dropped.length ? `, dropped: ${dropped.join(', ')}` : ''}`;
  };
  tracker.observe((note) => {
    if (!isShown) return;
    const { text, kind } = describe(note);
    const line = add(list, 'li', text);
    line.className = kind;
    list.prepend(line);
    while (list.childElementCount > LINES) list.lastElementChild?.remove();
    // The event is written, or the batch taken off, right after the note.
    setTimeout(count);
  });
  const remove = () => {
    isShown = false;
    host.remove();
  };
  close.addEventListener('click', remove);
  document.body.append(host);
  count();
  return remove;
}
