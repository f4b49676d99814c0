export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));
let knownDay = Number.NaN;
let knownDate = '';

/** The same as Date's toISOString, which makes an object a call: a day's name is made once. */
export function iso(at) {
  const day = Math.floor(at / DAY);
  if (day !== knownDay) {
    knownDay = day;
    knownDate = new Date(at).toISOString().slice(0, -13);
  }
  const ms = at - day * DAY;
  const s = Math.floor(ms / SECOND);
  return `${knownDate}${TWO[Math.floor(s / 3600)]}:${TWO[Math.floor(s / 60) % 60]}:${TWO[s % 60]}.${THREE[ms % 1000]}Z`;
}
