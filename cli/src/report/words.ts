import { count } from '../format.js';

/** A change below half a per cent is none that anybody should act on. */
const NOTABLE = 0.005;

/** How a figure compares with an earlier one, as `9 % more than in the 7 days before (1,100)`. */
export function changeInWords(
  now: number,
  before: number,
  than: string,
  format: (value: number) => string = count,
): string {
  if (before === now) return `as in ${than}`;
  if (before === 0) return `none in ${than}`;
  if (now === 0) return `${format(before)} in ${than}`;
  const change = (now - before) / Math.abs(before);
  if (Math.abs(change) < NOTABLE) return `about as in ${than} (${format(before)})`;
  return `${percent(Math.abs(change), 0)} ${change > 0 ? 'more' : 'less'} than in ${than} (${format(before)})`;
}

/** How a share compares with an earlier one, in points of a hundred. */
export function shareChangeInWords(now: number | null, before: number | null, than: string): string {
  if (now === null || before === null) return before === null ? `unknown in ${than}` : `${percent(before)} in ${than}`;
  const points = (now - before) * 100;
  if (Math.abs(points) < 0.05) return `as in ${than}`;
  return `${Math.abs(points).toFixed(1)} points ${points > 0 ? 'more' : 'less'} than in ${than} (${percent(before)})`;
}

/** A share as `2.4 %`. */
export const percent = (share: number | null, digits = 1) =>
  share === null ? '-' : `${(share * 100).toFixed(digits)} %`;

/** An amount with its currency, exact to the hundredth. */
export const money = (amount: number, currency: string | null) =>
  `${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${currency ?? 'of no currency'}`;

const UNITS: [seconds: number, name: string][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** An age as `3 minutes`. */
export function age(seconds: number): string {
  const [size, name] = UNITS.find(([size]) => seconds >= size * 2 || size === 1) as [number, string];
  const n = Math.max(0, Math.round(seconds / size));
  return `${count(n)} ${name}${n === 1 ? '' : 's'}`;
}

const BLOCKS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/** A bar of so many columns at most, exact to the eighth of one; what is not nothing can be seen. */
export function bar(value: number, most: number, columns = 20): string {
  if (value <= 0 || most <= 0) return '';
  const eighths = Math.max(1, Math.round((value / most) * columns * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + BLOCKS[eighths % 8];
}

const MAX_NAME_CHARS = 40;

/** A name that a shopper may have sent, as it may stand in a terminal: without what would steer it, and no longer than a column. */
export function printable(name: string): string {
  const plain = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return plain.length > MAX_NAME_CHARS ? `${plain.slice(0, MAX_NAME_CHARS - 1)}…` : plain;
}
