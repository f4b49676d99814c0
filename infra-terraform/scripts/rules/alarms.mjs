import { embeddedMetrics as ofRequests } from '../../../collector/dist/emf.js';
import { embeddedMetrics as ofRuns } from '../../../etl/dist/emf.js';
import { list, ofType } from '../lib/resources.mjs';

const NAMESPACE = 'Footfall';

/** What collector and ETL tell CloudWatch where all is known, by their own code: names of metrics, with their dimensions. */
const TOLD = new Set([...toldBy(lineOfARequest()), ...toldBy(lineOfARun())]);

/** An alarm or a graph on a figure that nobody tells would be silent for ever. */
export function figuresAreTold(changes) {
  const alarms = ofType(changes, 'aws_cloudwatch_metric_alarm').flatMap((alarm) =>
    [alarm, ...list(alarm.metric_query).flatMap(({ metric }) => list(metric))].map((metric) => ({
      address: alarm.address,
      namespace: metric.namespace,
      told: keyOf(metric.metric_name, Object.keys(metric.dimensions ?? {})),
    })),
  );
  const graphs = ofType(changes, 'aws_cloudwatch_dashboard').flatMap(({ address, dashboard_body }) =>
    JSON.parse(dashboard_body)
      .widgets.flatMap(({ properties }) => list(properties.metrics))
      .map(([namespace, name, ...dimensions]) => ({
        address,
        namespace,
        told: keyOf(
          name,
          dimensions.filter((_, i) => i % 2 === 0),
        ),
      })),
  );
  return [...alarms, ...graphs]
    .filter(({ namespace, told }) => namespace === NAMESPACE && !TOLD.has(told))
    .map(({ address, told }) => `${address} watches ${told}, which neither collector nor ETL tells`);
}

function keyOf(name, dimensions) {
  return [name, ...dimensions].join(' by ');
}

function toldBy(line) {
  return JSON.parse(line)._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Namespace === NAMESPACE ? Metrics.flatMap(({ Name }) => Dimensions.map((names) => keyOf(Name, names))) : [],
  );
}

function lineOfARequest() {
  const lines = [];
  const seen = { route: 'collect', status: 200, bytes: 1, accepted: 1, rejected: {}, writeMs: 1 };
  ofRequests((line) => lines.push(line))(seen);
  return lines[0];
}

function lineOfARun() {
  const instance = {
    dataDiskUsedPercent: 1,
    rootDiskUsedPercent: 1,
    failedUnits: 0,
    secondsSinceBackup: 1,
    secondsSinceReport: 1,
  };
  const freshness = { lagSeconds: 1, secondsSinceSuccess: 1, unbalancedHours: 0, instance };
  const counts = { received: 1, loaded: 1, duplicate: 0, rejected: 0, erased: 0, objects: 1 };
  return ofRuns({ counts, freshness, runSeconds: 1, isIncomplete: false, isFailed: false });
}
