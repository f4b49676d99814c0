/** Counts by name. */
export function counter() {
  const counts = new Map();
  return {
    add: (name, n = 1) => counts.set(name, (counts.get(name) ?? 0) + n),
    /** Most frequent first, equals by name. */
    toJSON: () => Object.fromEntries([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))),
  };
}
