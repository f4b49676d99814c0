/** Whether this tab sees `value` under `name` for the first time; remembers it. */
export function isFirstInTab(name: string, value: string): boolean {
  const key = `shop:${name}`;
  try {
    if (sessionStorage.getItem(key) === value) return false;
    sessionStorage.setItem(key, value);
  } catch {
    // Browsers that block storage throw. Reporting twice is better than never.
  }
  return true;
}
