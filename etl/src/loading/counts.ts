/** What became of the lines of some objects. received = loaded + duplicate + rejected + erased. */
export interface Counts {
  objects: number;
  received: number;
  loaded: number;
  duplicate: number;
  rejected: number;
  erased: number;
}

/** No objects, no lines. */
export const NOTHING: Readonly<Counts> = {
  objects: 0,
  received: 0,
  loaded: 0,
  duplicate: 0,
  rejected: 0,
  erased: 0,
};

/** Adds to `total` what was done since. */
export function addCounts(total: Counts, counts: Readonly<Counts>): void {
  for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name];
}
