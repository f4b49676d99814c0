// The Fastify server against a bare route that only parses the same JSON: requests a second, processor time, latency at half
// load, and memory over a million events. Batches of 10; the lake is a folder, each answer durable.
import { load, pace } from './lib/collector-load.mjs';
import { startServer } from './lib/collector-process.mjs';
import { median, report, reportAtLeast, round } from './lib/report.mjs';

const ROUNDS = 5;
const SECONDS = 5;
/** So many that a hiccup of the disk, during which a durable server can answer nobody, leaves it requests to work on. */
const CONNECTIONS = 256;
const EVENTS = 10;
/** The best figure that a peer publishes: RudderStack, events a second and core. */
const PEER_PER_CORE = 850;
const MEGABYTE = 1e6;
/** 10 MB over 900,000 events are 11 bytes each: what compiled code and caches take, and no event that stays. */
const MAX_GROWTH_MB = 10;

/** Full load on a server that has warmed up. */
async function measure(kind) {
  const server = await startServer(kind);
  await load(server.url, { seconds: 3, connections: CONNECTIONS });
  const before = await server.usage();
  const objectsBefore = await server.objects();
  const { answered, perSecond } = await load(server.url, { seconds: SECONDS, connections: CONNECTIONS });
  const cpuMicros = ((await server.usage()).cpuMs - before.cpuMs) * (1000 / answered);
  const objects = ((await server.objects()) - objectsBefore) / answered;
  await server.stop();
  const writes = kind === 'footfall' ? `, ${objects.toFixed(3)} objects a request` : '';
  console.log(`${kind}: ${round(perSecond)} requests/s, ${round(cpuMicros)} µs of processor a request${writes}`);
  return { perSecond, cpuMicros };
}

/** Rounds in turn, so that what else the machine does falls on both. */
const results = { bare: [], footfall: [] };
for (let i = 0; i < ROUNDS; i++) for (const kind of ['bare', 'footfall']) results[kind].push(await measure(kind));
const of = (kind, key) => median(results[kind].map((result) => result[key]));
const ratios = results.footfall.map(({ perSecond }, i) => perSecond / results.bare[i].perSecond);
reportAtLeast({
  figure: 'requests/s of a bare route',
  value: 100 * median(ratios),
  unit: '%',
  against: 'limit',
  limit: 60,
});
console.log(
  `processor a request: ${round(of('footfall', 'cpuMicros') / of('bare', 'cpuMicros'))} times the bare route's`,
);
reportAtLeast({
  figure: 'events a second and core',
  value: (EVENTS * 1e6) / of('footfall', 'cpuMicros'),
  unit: '',
  against: 'best published peer (RudderStack)',
  limit: PEER_PER_CORE,
});

/** Another program's disk writes can hold up a round; the median round shows what is the server's own. */
const half = { seconds: 4, perSecond: Math.round(of('footfall', 'perSecond') / 2) };
const p99s = { bare: [], footfall: [] };
for (let i = 0; i < ROUNDS; i++) {
  for (const kind of ['bare', 'footfall']) {
    const server = await startServer(kind);
    await load(server.url, { seconds: 2, connections: CONNECTIONS });
    await pace(server.url, { ...half, seconds: 2 });
    p99s[kind].push((await pace(server.url, half)).p99Ms);
    await server.stop();
  }
}
console.log(
  `p99 of rounds: ${p99s.footfall.map(round).join(', ')} ms; of the bare route: ${p99s.bare.map(round).join(', ')} ms`,
);
report({
  figure: `p99 at ${half.perSecond} requests/s`,
  value: median(p99s.footfall),
  unit: 'ms',
  against: 'limit',
  limit: 25,
});

const server = await startServer('footfall');
const tenth = { requests: 10_000, connections: CONNECTIONS };
await load(server.url, tenth);
const early = await server.usage();
for (let i = 1; i < 10; i++) await load(server.url, tenth);
const late = await server.usage();
await server.stop();
console.log(`memory after 100,000 events: ${memory(early)}; after a million: ${memory(late)}`);
report({
  figure: 'growth of what is held',
  value: Math.max(0, late.held - early.held) / MEGABYTE,
  unit: 'MB',
  against: 'limit',
  limit: MAX_GROWTH_MB,
});

function memory({ rss, held }) {
  return `${round(rss / MEGABYTE)} MB resident, ${round(held / MEGABYTE)} MB held`;
}
