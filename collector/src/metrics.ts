import type { Observation } from './observation.js';

/** Upper bounds of the histogram of writes, in seconds: from a local disk to a struggling S3. */
const WRITE_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Figures that are read when somebody asks. */
export interface Gauges {
  pendingBytes: number;
  version: string;
}

/** What was seen since the start. */
export interface Totals {
  requests: number;
  accepted: number;
  rejected: number;
  bytes: number;
  writes: number;
  writeMs: number;
}

/** Counts requests and writes them down in the text format of Prometheus. */
export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #rejected = new Map<string, number>();
  readonly #writes = new Array<number>(WRITE_BOUNDS.length + 1).fill(0);
  readonly #totals: Totals = { requests: 0, accepted: 0, rejected: 0, bytes: 0, writes: 0, writeMs: 0 };

  observe({ route, status, bytes, accepted, rejected, writeMs }: Observation): void {
    const totals = this.#totals;
    add(this.#requests, `route="${route}",status="${status}"`, 1);
    totals.requests++;
    totals.bytes += bytes;
    totals.accepted += accepted;
    for (const reason in rejected) {
      const count = rejected[reason] ?? 0;
      add(this.#rejected, `reason="${reason.replace(/[\\"]/g, '\\$&')}"`, count);
      totals.rejected += count;
    }
    if (writeMs === undefined) return;
    totals.writes++;
    totals.writeMs += writeMs;
    const place = WRITE_BOUNDS.findIndex((bound) => writeMs <= bound * 1000);
    const at = place === -1 ? WRITE_BOUNDS.length : place;
    this.#writes[at] = (this.#writes[at] ?? 0) + 1;
  }

  totals(): Totals {
    return { ...this.#totals };
  }

  /** Refused events by class of reason. */
  rejectedBy(): Record<string, number> {
    return Object.fromEntries([...this.#rejected].map(([label, count]) => [label.slice('reason="'.length, -1), count]));
  }

  text({ pendingBytes, version }: Gauges): string {
    const { accepted, bytes, writes, writeMs } = this.#totals;
    const memory = process.memoryUsage();
    return [
      ...counter('footfall_requests_total', 'Requests answered', [...this.#requests]),
      ...counter('footfall_events_accepted_total', 'Events written to the lake', [['', accepted]]),
      ...counter('footfall_events_rejected_total', 'Events that broke the contract', [...this.#rejected]),
      ...counter('footfall_body_bytes_total', 'Bytes of bodies as they came', [['', bytes]]),
      ...head('footfall_write_seconds', 'histogram', 'From a read request to its answer by the lake'),
      ...this.#buckets(),
      `footfall_write_seconds_sum ${writeMs / 1000}`,
      `footfall_write_seconds_count ${writes}`,
      ...gauge('footfall_pending_bytes', 'Bytes that wait for the lake', pendingBytes),
      ...gauge('process_resident_memory_bytes', 'Memory of this process', memory.rss),
      ...gauge('nodejs_heap_size_used_bytes', 'Heap in use', memory.heapUsed),
      ...gauge('process_cpu_seconds_total', 'Processor time of this process', cpuSeconds(), 'counter'),
      ...gauge(`footfall_build_info{version="${version}"}`, 'Version', 1),
      '',
    ].join('\n');
  }

  #buckets(): string[] {
    let sum = 0;
    return this.#writes.map((count, i) => {
      sum += count;
      return `footfall_write_seconds_bucket{le="${WRITE_BOUNDS[i] ?? '+Inf'}"} ${sum}`;
    });
  }
}

function add(counts: Map<string, number>, label: string, count: number): void {
  counts.set(label, (counts.get(label) ?? 0) + count);
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function counter(name: string, help: string, values: [string, number][]): string[] {
  return [
    ...head(name, 'counter', help),
    ...values.map(([labels, value]) => `${name}${labels && `{${labels}}`} ${value}`),
  ];
}

function gauge(sample: string, help: string, value: number, type = 'gauge'): string[] {
  return [...head(sample.replace(/\{.*/, ''), type, help), `${sample} ${value}`];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
