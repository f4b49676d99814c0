const GB = 1e9;
/** Of a month, as AWS counts it. */
export const HOURS = 730;

/** Names of the collector's figures: CloudWatch bills each with each value of its dimension; bench's collector-cost counts them. */
const COLLECTOR_METRICS = 19;

/**
 * What a month costs, item by item, by list price and after the allowances that every account has for ever.
 *
 * @param {{ millionEvents: number, instance: string, dumpDays: number }} size a month's events and what is run for them
 * @param {object} book infra-terraform/cost/prices.json
 * @param {object} collector bench/data/aws-prices.json: the prices of what a request passes
 * @returns {{ item: string, drivenBy: 'time' | 'events', list: number, bill: number }[]} USD
 */
export function monthlyCost(size, book, collector) {
  const quantities = quantitiesOf(size, book, collector);
  const price = (name) => book.prices[name].value;
  const free = (name) => book.alwaysFree[name].value;
  const line = (item, drivenBy, amount, unitPrice, allowance = 0) => ({
    item,
    drivenBy,
    list: amount * unitPrice,
    bill: Math.max(0, amount - allowance) * unitPrice,
  });
  const q = quantities;
  return [
    line('interface endpoints for SSM', 'time', q.endpoints * HOURS, price('interfaceEndpointHour')),
    line(`instance ${size.instance}`, 'time', HOURS, price(size.instance)),
    line('volumes', 'events', q.volumeGb, price('gp3GbMonth')),
    line('snapshots', 'events', q.snapshotGb, price('snapshotGbMonth')),
    line('dumps in S3', 'events', q.dumpGb, collector.s3PerGbMonth),
    line('custom metrics', 'time', q.metrics, collector.cloudWatchPerMetricMonth, free('customMetrics')),
    line('alarms', 'time', q.alarms, price('alarmMonth'), free('alarms')),
    line('dashboard of CloudWatch', 'time', 1, price('dashboardMonth'), free('dashboards')),
    line('key for the alarms', 'time', 1, price('kmsKeyMonth')),
    line('flow logs', 'time', q.flowLogGb, price('vendedLogsToS3Gb')),
    line('HTTP API', 'events', q.requests / 1e6, collector.httpApiPerMillionRequests),
    line(
      'Lambda requests',
      'events',
      q.requests / 1e6,
      collector.lambdaPerMillionRequests,
      free('lambdaRequests') / 1e6,
    ),
    line('Lambda time', 'events', q.gbSeconds, collector.lambdaArmPerGbSecond, free('lambdaGbSeconds')),
    line('S3 writes', 'events', q.requests / 1000, collector.s3PerThousandPuts),
    line('S3 reads', 'events', q.gets / 1000, price('s3PerThousandGets')),
    line('S3, the newest month', 'events', q.lakeGb, collector.s3PerGbMonth),
    line('S3, older months', 'events', q.lakeGb * (q.monthsInLake - 1), price('s3InfrequentGbMonth')),
    line('logs', 'events', q.logGb, collector.cloudWatchLogsPerGb, free('logsGb')),
    line('data out', 'events', q.outGb, collector.dataOutPerGb, free('dataOutGb')),
  ];
}

function quantitiesOf({ millionEvents, dumpDays }, book, collector) {
  const assumed = (name) => book.assumed[name].value;
  const measured = (name) => book.measured[name].value;
  const events = millionEvents * 1e6;
  const requests = events / assumed('eventsPerRequest');
  const kept = events * assumed('monthsInWarehouse');
  const dataGb = (kept * measured('warehouseBytesPerEvent')) / GB;
  const runs = assumed('runsPerMonth');
  const etlSeconds = runs * assumed('etlSecondsPerRun') + events / assumed('etlEventsPerSecond');
  const collectorSeconds = requests * collector.assumptions.billedSeconds.value;
  const logBytesPerRequest =
    measured('collectorLogBytesPerRequest') +
    collector.assumptions.platformLogBytes.value +
    assumed('accessLogBytesPerRequest');
  return {
    endpoints: assumed('endpoints'),
    requests,
    // Once by the load, once by the compaction.
    gets: requests * 2,
    volumeGb: assumed('rootGb') + volumeGb(dataGb * assumed('volumeSpare')),
    // The first snapshot has all that is in use, each further one of the week what has changed.
    snapshotGb: dataGb * (1 + 7 * assumed('dailyChange')),
    dumpGb: ((kept * measured('dumpBytesPerEvent')) / GB) * dumpDays,
    metrics: COLLECTOR_METRICS + assumed('customMetricsEtl'),
    alarms: assumed('alarms'),
    flowLogGb: assumed('flowLogGb'),
    gbSeconds: collectorSeconds * collector.assumptions.lambdaGb.value + etlSeconds * assumed('etlGb'),
    lakeGb: (events * measured('lakeBytesPerEvent')) / GB,
    monthsInLake: assumed('monthsInLake'),
    logGb: (requests * logBytesPerRequest + runs * assumed('etlLogBytesPerRun')) / GB,
    outGb: (requests * collector.assumptions.answerBytes.value) / GB,
  };
}

/** Volumes come in steps that one would choose; the smallest is Terraform's default. */
function volumeGb(needed) {
  return Math.max(20, Math.ceil(needed / 10) * 10);
}
