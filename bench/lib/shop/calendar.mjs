import { DAY, HOUR } from './time.mjs';

const QUARTER = HOUR / 4;
/** How busy a shop is by the hour of its own day: asleep at four, busiest at eight in the evening. */
const BY_HOUR = [
  0.35, 0.22, 0.15, 0.12, 0.12, 0.18, 0.35, 0.6, 0.85, 1, 1.1, 1.15, 1.2, 1.15, 1.1, 1.1, 1.15, 1.25, 1.4, 1.6, 1.75,
  1.6, 1.15, 0.65,
];
/** From Sunday: people shop on Sundays and Mondays, and go out on Saturdays. */
const BY_WEEKDAY = [1.15, 1.12, 1.02, 1, 1, 0.9, 0.85];

/**
 * The days of the shop's own zone between two times. Offsets are asked of Intl for each quarter of an hour where they may
 * have changed, so that days with 23 or 25 hours and zones such as Asia/Kathmandu are right.
 */
export function calendar(zone, start, end) {
  const offsetAt = offsets(zone);
  const firstHour = Math.floor(start / HOUR);
  const hours = Array.from({ length: Math.ceil(end / HOUR) + 1 - firstHour }, (_, i) =>
    offsetAt((firstHour + i) * HOUR),
  );
  const local = (at) => {
    const i = Math.min(Math.max(Math.floor(at / HOUR) - firstHour, 0), hours.length - 1);
    const isSteady = hours[i] === hours[Math.min(i + 1, hours.length - 1)];
    return at + (isSteady ? hours[i] : offsetAt(Math.floor(at / QUARTER) * QUARTER));
  };
  const firstDay = Math.floor(local(start) / DAY);
  const days = Array.from({ length: Math.floor(local(end - 1) / DAY) - firstDay + 1 }, (_, i) =>
    new Date((firstDay + i) * DAY).toISOString().slice(0, 10),
  );
  return {
    /** Names of the days, as 2026-11-22. */
    days,
    /** Index of the day to which a time belongs. */
    dayOf: (at) => Math.floor(local(at) / DAY) - firstDay,
    hourOfDay: (at) => Math.floor((((local(at) % DAY) + DAY) % DAY) / HOUR),
    /** How busy the shop is at that time; 1 on average, about. */
    weight: (at) => {
      const wall = new Date(local(at));
      return BY_HOUR[wall.getUTCHours()] * BY_WEEKDAY[wall.getUTCDay()];
    },
  };
}

/** The offset of a zone from UTC in milliseconds at a time. */
function offsets(timeZone) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - at;
  };
}
