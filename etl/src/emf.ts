import type { Counts } from './loading/counts.js';
import type { Freshness } from './warehouse/freshness.js';

/** What is measured of a run, whether it succeeded or failed. */
export interface RunMeasures {
  counts: Counts;
  runSeconds: number;
  isIncomplete: boolean;
  isFailed: boolean;
  /** Undefined where the warehouse did not tell. */
  freshness: Partial<Freshness> | undefined;
}

/** Units as CloudWatch names them. */
const UNITS: Record<string, 'Count' | 'Seconds' | 'Percent'> = {
  LagSeconds: 'Seconds',
  SecondsSinceLastSuccess: 'Seconds',
  RunSeconds: 'Seconds',
  WarehouseDiskUsedPercent: 'Percent',
  RootDiskUsedPercent: 'Percent',
  SecondsSinceBackup: 'Seconds',
  SecondsSinceInstanceReport: 'Seconds',
};

/**
 * A line in CloudWatch's embedded metric format, from which CloudWatch makes metrics in the namespace Footfall, without a call
 * and so without an endpoint in the private subnet. They have no dimensions; what is unknown is left out.
 */
export function embeddedMetrics(run: RunMeasures, timestamp = Date.now()): string {
  const { counts, freshness } = run;
  const values = {
    ReceivedEvents: counts.received,
    LoadedEvents: counts.loaded,
    DuplicateEvents: counts.duplicate,
    RejectedEvents: counts.rejected,
    ErasedEvents: counts.erased,
    Objects: counts.objects,
    LagSeconds: freshness?.lagSeconds,
    SecondsSinceLastSuccess: freshness?.secondsSinceSuccess,
    UnbalancedHours: freshness?.unbalancedHours,
    WarehouseDiskUsedPercent: freshness?.instance?.dataDiskUsedPercent,
    RootDiskUsedPercent: freshness?.instance?.rootDiskUsedPercent,
    FailedUnits: freshness?.instance?.failedUnits,
    SecondsSinceBackup: freshness?.instance?.secondsSinceBackup,
    SecondsSinceInstanceReport: freshness?.instance?.secondsSinceReport,
    RunSeconds: Math.round(run.runSeconds * 1000) / 1000,
    Incomplete: run.isIncomplete ? 1 : 0,
    Failed: run.isFailed ? 1 : 0,
  };
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  const Metrics = known.map(([Name]) => ({ Name, Unit: UNITS[Name] ?? 'Count' }));
  return JSON.stringify({
    _aws: { Timestamp: timestamp, CloudWatchMetrics: [{ Namespace: 'Footfall', Dimensions: [[]], Metrics }] },
    ...Object.fromEntries(known),
  });
}
