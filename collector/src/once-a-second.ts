/** A log on a full disk, or in the cloud, is paid for by the line: at most one a second, which says how many it stands for. */
export function onceASecond<T>(tell: (what: T, times: number) => void, now = () => performance.now()) {
  let last = -Infinity;
  let times = 0;
  return (what: T): void => {
    times++;
    if (now() - last < 1000) return;
    last = now();
    tell(what, times);
    times = 0;
  };
}
