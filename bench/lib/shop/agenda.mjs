import { HOUR } from './time.mjs';

/** What will happen at which hour: only what is still to come takes memory. */
export function makeAgenda() {
  const hours = new Map();
  return {
    add(at, job) {
      const hour = Math.floor(at / HOUR);
      const jobs = hours.get(hour);
      if (jobs) jobs.push({ at, job });
      else hours.set(hour, [{ at, job }]);
    },
    /** Takes the hour's jobs, by their time; those that they add to the same hour are for the next call. */
    take(at) {
      const hour = Math.floor(at / HOUR);
      const jobs = hours.get(hour) ?? [];
      hours.delete(hour);
      return jobs.sort((a, b) => a.at - b.at).map(({ job }) => job);
    },
  };
}
