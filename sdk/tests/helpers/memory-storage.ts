/** A Storage of so many characters, as browsers have one; `isDenied` makes every touch throw. */
export function memoryStorage({ chars = Number.POSITIVE_INFINITY, isDenied = false } = {}): Storage {
  const values: Record<string, string> = {};
  const used = () => Object.entries(values).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const methods = {
    getItem: (key: string) => values[key] ?? null,
    setItem(key: string, value: string) {
      if (used() - (values[key]?.length ?? 0) + key.length + value.length > chars) {
        throw new DOMException('full', 'QuotaExceededError');
      }
      values[key] = value;
    },
    removeItem(key: string) {
      delete values[key];
    },
  };
  return new Proxy(values, {
    get(target, name) {
      if (isDenied) throw new DOMException('denied', 'SecurityError');
      return (methods as Record<string | symbol, unknown>)[name] ?? target[name as string];
    },
  }) as unknown as Storage;
}
