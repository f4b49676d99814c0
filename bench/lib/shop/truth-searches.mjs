/** What was searched for, by query and day. */
export function searchCounts({ days, dayOf }) {
  const cells = new Map();
  return {
    /** @returns what `click` takes */
    add({ client, now }, query, results) {
      const day = days[dayOf(now)];
      const key = `${client.kind}\n${day}\n${query}`;
      const cell = cells.get(key) ?? { kind: client.kind, day, query, searches: 0, zeroResults: 0, clicks: 0 };
      cells.set(key, cell);
      cell.searches++;
      if (results === 0) cell.zeroResults++;
      return cell;
    },
    /** A product was looked at after it, before the visit's next search. */
    click: (cell) => cell.clicks++,
    toJSON: () => [...cells.values()],
  };
}
