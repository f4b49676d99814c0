/** How a benchmark ends that has come to its end and missed a limit; another code than 0 says that it broke off. */
export const MISSED = 3;

/** Whether a benchmark broke off, whatever it had said until then; one that missed a limit has not. */
export const isBroken = ({ exitCode }) => exitCode !== 0 && exitCode !== MISSED;

/** Prints a figure beside its limit or peer; a figure above its limit makes the command fail. */
export function report({ figure, value, unit, against, limit }) {
  const ratio = limit ? value / limit : value;
  const verdict = value <= limit ? 'ok' : 'MISSED';
  console.log(`${figure}: ${round(value)} ${unit}; ${against} ${round(limit)}; ratio ${ratio.toFixed(2)}; ${verdict}`);
  if (value > limit) miss();
}

/** The same for figures of which more is better. */
export function reportAtLeast({ figure, value, unit, against, limit }) {
  const verdict = value >= limit ? 'ok' : 'MISSED';
  console.log(
    `${figure}: ${round(value)} ${unit}; ${against} ${round(limit)}; ratio ${(value / limit).toFixed(2)}; ${verdict}`,
  );
  if (value < limit) miss();
}

/** What says that the benchmark broke off stays said. */
function miss() {
  process.exitCode ||= MISSED;
}

export const round = (value) => (value >= 100 ? Math.round(value) : Number(value.toFixed(2)));

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
