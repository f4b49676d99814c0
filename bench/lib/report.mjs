/** How a benchmark ends that has come to its end and missed a limit; another code than 0 says that it broke off. */
export const MISSED = 3;

/** Whether a benchmark broke off, whatever it had said until then; one that missed a limit has not. */
export const isBroken = ({ exitCode }) => exitCode !== 0 && exitCode !== MISSED;

/** A figure beside its limit or peer as it is read; one without a limit has no ratio, and is neither met nor missed. */
export function judged({ goal, figure, value, unit, against, limit }) {
  const told = { ...(goal && { goal }), figure, value: `${round(value)} ${unit}`.trim() };
  if (limit === undefined) return { ...told, against: against ?? 'no limit', ratio: '' };
  const ratio = limit ? value / limit : value;
  return { ...told, against: `${against} ${round(limit)}`, ratio: ratio.toFixed(2), isMet: value <= limit };
}

/** Prints a figure beside its limit or peer; a figure above its limit makes the command fail. */
export function report(given) {
  print(judged(given));
}

/** The same for figures of which more is better. */
export function reportAtLeast(given) {
  print({ ...judged(given), isMet: given.value >= given.limit });
}

function print({ figure, value, against, ratio, isMet }) {
  const verdict = isMet === undefined ? '' : `; ratio ${ratio}; ${isMet ? 'ok' : 'MISSED'}`;
  console.log(`${figure}: ${value}; ${against}${verdict}`);
  if (isMet === false) process.exitCode ||= MISSED; // what says that the benchmark broke off stays said
}

export const round = (value) => (value >= 100 ? Math.round(value) : Number(value.toFixed(2)));

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
