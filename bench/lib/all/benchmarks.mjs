const TRACKER = ['sdk/src', 'contract/src'];
const COLLECTOR = ['collector/src', 'contract/src', 'lake/src'];
const ETL = ['etl/src', 'lake/src', 'warehouse/src', 'warehouse/sql'];
const DASHBOARDS = ['logic', 'view', 'www', 'app.R', 'answer.R', 'load.R']
  .map((part) => `dashboards/${part}`)
  .concat('warehouse/sql');

/**
 * What runs: the script in bench/package.json, of the same name unless it is given, what it is about, and the code whose change
 * makes its figures old. In the order of the page.
 */
export const BENCHMARKS = [
  { name: 'size', code: TRACKER, about: 'The tracker: bytes over the wire' },
  { name: 'wire', code: TRACKER, about: 'The tracker: requests and bytes of a visit' },
  { name: 'cpu', code: TRACKER, about: 'The tracker: the storefront’s main thread' },
  { name: 'tracker-faults', code: TRACKER, about: 'The tracker: what fault trials lose and send twice' },
  {
    name: 'lighthouse',
    code: [...TRACKER, 'examples/nextjs-shop'],
    about: 'The shop: Lighthouse with and without the tracker',
  },
  { name: 'collector', code: COLLECTOR, about: 'The collector: one machine' },
  { name: 'collector-lambda', code: COLLECTOR, about: 'The collector: Lambda' },
  { name: 'collector-cost', code: COLLECTOR, about: 'The collector: what a million events cost in AWS' },
  {
    name: 'etl',
    args: ['--only', 'copy,old'],
    code: ETL,
    about: 'The ETL: beside COPY, and beside the platform’s old ETL',
  },
  {
    name: 'etl-growth',
    script: 'etl',
    args: ['--only', 'growth'],
    code: ETL,
    about: 'The ETL: as the lake grows, and a rebuild',
  },
  { name: 'scale', code: ETL, about: 'The warehouse: shops of 1, 10 and 50 million events' },
  { name: 'compact', code: ['lake/src', 'etl/src'], about: 'The lake: before and after compaction' },
  { name: 'erase', code: ETL, about: 'The lake and the warehouse: an erasure' },
  { name: 'models', code: ETL, about: 'The warehouse: every figure against what is true' },
  { name: 'retention', code: ETL, about: 'The warehouse: old facts dropped' },
  { name: 'week', code: ETL, about: 'The warehouse: a week of hourly runs, and autovacuum' },
  { name: 'bytes', takesWarehouse: true, code: ETL, about: 'The warehouse: where its bytes go' },
  {
    name: 'questions',
    takesWarehouse: true,
    code: ['warehouse/sql'],
    about: 'The warehouse: what every question of the dashboards takes',
  },
  {
    name: 'dashboards',
    takesWarehouse: true,
    code: DASHBOARDS,
    about: 'The dashboards: first paint and a change of a filter',
  },
  { name: 'upgrade', code: [...ETL, 'cli/src'], about: 'The product: the first version’s data taken over' },
  {
    name: 'product-faults',
    code: [...COLLECTOR, ...ETL, 'cli/src'],
    about: 'The product: every part killed, frozen, filled and cut under load',
  },
];
