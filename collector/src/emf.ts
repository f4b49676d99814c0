import type { Observation, Observe } from './observation.js';

const METRICS = [
  { Name: 'Requests', Unit: 'Count' },
  { Name: 'Events', Unit: 'Count' },
  { Name: 'Accepted', Unit: 'Count' },
  { Name: 'Rejected', Unit: 'Count' },
  { Name: 'Bytes', Unit: 'Bytes' },
  { Name: 'ServerErrors', Unit: 'Count' },
];
const WITH_WRITE = [...METRICS, { Name: 'WriteLatency', Unit: 'Milliseconds' }];

/**
 * Writes a line in CloudWatch's embedded metric format for each request: from it CloudWatch makes metrics in the namespace
 * Footfall, without a call.
 */
export function embeddedMetrics(write: (line: string) => void, now = () => Date.now()): Observe {
  return (seen) => write(JSON.stringify(lineOf(seen, now())));
}

function lineOf({ route, status, bytes, accepted, rejected, writeMs }: Observation, timestamp: number) {
  const refused = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        { Namespace: 'Footfall', Dimensions: [['Route']], Metrics: writeMs === undefined ? METRICS : WITH_WRITE },
      ],
    },
    Route: route,
    Requests: 1,
    Events: accepted + refused,
    Accepted: accepted,
    Rejected: refused,
    Bytes: bytes,
    ServerErrors: status >= 500 ? 1 : 0,
    ...(writeMs !== undefined && { WriteLatency: Math.round(writeMs * 100) / 100 }),
    status,
    rejectedBy: rejected,
  };
}
