const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A count with its thousands. */
export const count = (n: number) => n.toLocaleString('en');

/** A size for people, as `34.1 MiB`. */
export function size(bytes: number): string {
  const step = Math.min(UNITS.length - 1, bytes > 0 ? Math.floor(Math.log2(bytes) / 10) : 0);
  return `${step === 0 ? bytes : (bytes / 1024 ** step).toFixed(1)} ${UNITS[step]}`;
}

/** Rows below a heading, in columns as wide as they need; numbers to the right. */
export function table(heading: string[], rows: (string | number)[][]): string {
  const cells = [heading, ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? count(cell) : cell)))];
  const widths = heading.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const isNumber = heading.map((_, i) => typeof rows[0]?.[i] === 'number');
  return cells
    .map((row) =>
      row
        .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Shows how far a long work is, on one line that is written over, where somebody watches. */
export function progress(): { show(line: string): void; clear(): void } {
  const isWatched = process.stderr.isTTY;
  return {
    show: (line) => void (isWatched && process.stderr.write(`\r\x1b[K${line}`)),
    clear: () => void (isWatched && process.stderr.write('\r\x1b[K')),
  };
}

/** A count and what is counted, as `1 run` or `2 runs`. */
export const counted = (n: number, one: string) => `${count(n)} ${one}${n === 1 ? '' : 's'}`;
