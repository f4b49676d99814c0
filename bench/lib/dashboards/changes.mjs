import { dayBefore } from './period.mjs';

/** Another zone than the shop's, whose days end at no full hour of it. */
const OTHER_ZONE = 'Asia/Kathmandu';

/** Every filter that a shopkeeper can change, each set to what most of his visits or products have; from: first day, to: last day. */
export function everyChange({ choices, from, to }) {
  const lists = ['login', 'site', 'device', 'country', 'channel', 'category', 'brand'];
  const frequent = { ...choices, login: ['anonymous'] };
  return [
    ...lists.map((name) => ({ name, tick: frequent[name]?.[0] })).filter(({ tick }) => tick !== undefined),
    { name: 'bots', tick: '' },
    { name: 'tz', enter: OTHER_ZONE },
    { name: 'compare', enter: 'year' },
    { name: 'to', enter: dayBefore(to, 1), label: 'a day less' },
    { name: 'from', enter: dayBefore(from, 62), label: '62 days more' },
  ];
}

/**
 * Runs in the page: changes one filter, and looks when cards are no longer those of before.
 * tick: the value of a box of a list ('' for one that stands alone), which then is the list's only one; enter: a field's value
 * @returns milliseconds until the first card is new, and until the last one is; both null where no card of the page waits
 */
export function changeAndWatch({ name, tick, enter }) {
  const PATIENCE_MS = 60_000;
  /** Until a page that asks nothing is known to ask nothing: more than the dashboards wait for another change. */
  const SILENCE_MS = 1500;
  const place = document.getElementById(`filters-${name}`);
  const began = performance.now();
  if (tick === undefined) {
    place.value = enter;
    for (const type of ['input', 'change']) place.dispatchEvent(new Event(type, { bubbles: true }));
  } else if (tick === '') place.click();
  else for (const box of place.querySelectorAll('input')) if (box.checked !== (box.value === tick)) box.click();
  return new Promise((resolve, reject) => {
    const seen = { most: 0, first: 0, last: 0 };
    const timer = setInterval(() => {
      const waiting = document.querySelectorAll('.tab-pane.active .ff-waits:not(.ff-controls *)').length;
      const now = performance.now() - began;
      // when what waited was seen to be there, not when it was last seen to wait: between the two the page draws
      if (waiting > 0) seen.last = 0;
      else if (seen.most > 0 && seen.last === 0) seen.last = now;
      if (waiting < seen.most && seen.first === 0) seen.first = now;
      seen.most = Math.max(seen.most, waiting);
      const isOver = now > PATIENCE_MS;
      const isSilent = seen.most === 0 && now > SILENCE_MS;
      if (!isOver && !isSilent && (seen.most === 0 || waiting > 0 || now - seen.last <= 500)) return;
      clearInterval(timer);
      if (isOver) reject(new Error('The page does not come to rest'));
      else resolve(isSilent ? { first: null, last: null } : { first: seen.first, last: seen.last });
    }, 5);
  });
}

/** Runs in the page. @returns when nothing on it has waited for an answer for half a second */
export function restOf() {
  const PATIENCE_MS = 60_000;
  const began = performance.now();
  let last = began + 1000;
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const now = performance.now();
      if (document.querySelector('.tab-pane.active .ff-waits, .tab-pane.active .recalculating')) last = now;
      const isOver = now - began > PATIENCE_MS;
      if (!isOver && now - last <= 500) return;
      clearInterval(timer);
      if (isOver) reject(new Error('The page does not come to rest'));
      else resolve();
    }, 20);
  });
}
