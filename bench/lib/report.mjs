/** Prints a figure beside its limit or peer; a figure above its limit makes the command fail. */
export function report({ figure, value, unit, against, limit }) {
  const ratio = limit ? value / limit : value;
  const verdict = value <= limit ? 'ok' : 'MISSED';
  console.log(`${figure}: ${round(value)} ${unit}; ${against} ${round(limit)}; ratio ${ratio.toFixed(2)}; ${verdict}`);
  if (value > limit) process.exitCode = 1;
}

/** The same for figures of which more is better. */
export function reportAtLeast({ figure, value, unit, against, limit }) {
  const verdict = value >= limit ? 'ok' : 'MISSED';
  console.log(
    `${figure}: ${round(value)} ${unit}; ${against} ${round(limit)}; ratio ${(value / limit).toFixed(2)}; ${verdict}`,
  );
  if (value < limit) process.exitCode = 1;
}

export const round = (value) => (value >= 100 ? Math.round(value) : Number(value.toFixed(2)));

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
