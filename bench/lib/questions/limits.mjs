/** What an analyst waits for a question at p95, in milliseconds; above ten million events there is more to ask. */
const LIMITS = { question: 500, funnel: 200 };
const LARGE_EVENTS = 12_000_000;
const LARGE_LIMITS = { question: 1500, funnel: 1500 };

export const PERIODS = [7, 30, 90];

export const kindOf = (name) => (/funnel/.test(name) ? 'funnel' : 'question');

export const limitsAt = (events) => (events > LARGE_EVENTS ? LARGE_LIMITS : LIMITS);
