/** So many configurations at once: Terraform itself keeps a core busy, and the provider another. */
export const AT_ONCE = 2;

/** Does work for each item, with at most `count` at a time. */
export async function atMost(count, items, work) {
  const waiting = [...items];
  const next = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: count }, next));
}
