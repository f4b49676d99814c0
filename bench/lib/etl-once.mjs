// One ETL run: node etl-once.mjs LAKE-URL DATABASE-URL ZONE. A process of its own, so that it can be killed.
import { runEtl } from '../../etl/dist/index.js';
import { openLake } from '../../lake/dist/index.js';

const [lakeUrl, databaseUrl, timeZone] = process.argv.slice(2);
const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
await runEtl({ lake: openLake(lakeUrl), databaseUrl, logger, shop: { timeZone } });
