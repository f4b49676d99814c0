/**
 * Remembers what `read` made of the latest texts. Two generations hold up to twice `most` of them: when the younger is full,
 * the older is forgotten as a whole. To forget one at a time costs more, since a Map steps over all that were deleted.
 * The last one is known without a Map: the events of a batch share most of what is read.
 */
export function remembering<T>(most: number, read: (text: string) => T): (text: string) => T {
  let younger = new Map<string, T>();
  let older = new Map<string, T>();
  let last: { text: string; value: T } | undefined;
  const recall = (text: string) => {
    let value = younger.get(text);
    if (value !== undefined) return value;
    value = older.get(text);
    if (value === undefined) value = read(text);
    if (younger.size >= most) {
      older = younger;
      younger = new Map();
    }
    younger.set(text, value);
    return value;
  };
  return (text) => {
    if (last?.text !== text) last = { text, value: recall(text) };
    return last.value;
  };
}
