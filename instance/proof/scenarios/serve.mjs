import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { equal } from '../checks.mjs';
import { SUBNET, within } from '../world/network.mjs';
import { attempt } from '../world/run.mjs';
import { importEvents, invokeEtl, query } from '../world/warehouse.mjs';
import { recording } from './recording.mjs';

/** EventBridge's event, as recorded; the scope is added, since the recording's hours are past. */
const PAYLOAD = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-11-22T16:05:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:events:eu-central-1:123456789012:rule/footfall-etl'],
  detail: {},
  scope: 'all',
};
const E2E = fileURLToPath(new URL('../../../e2e', import.meta.url));

/** The ETL's handler loads by TLS, and the dashboards show it. */
export async function serve(world, checks) {
  const { machine } = world;
  const events = recording(new Date(), world.visits);
  const file = join(world.folder, 'recording.ndjson');
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await machine.must('systemctl', 'start', 'footfall-status');
  await checks.that('the Lambda handler loads a recording, by TLS, with password and authority from SSM', async () => {
    equal(importEvents(world, file).accepted, events.length);
    const { summary, metrics } = await invokeEtl(world, PAYLOAD);
    equal([summary.received, summary.loaded, summary.rejected], [events.length, events.length, 0]);
    world.metrics = metrics;
    equal(await query(machine, 'select count(*) from clickstream_events'), String(events.length));
  });
  await checks.that("its metrics carry the machine's report", () => {
    const {
      WarehouseDiskUsedPercent: data,
      RootDiskUsedPercent: root,
      FailedUnits,
      SecondsSinceInstanceReport: age,
    } = world.metrics;
    if (!(data >= 0 && data < 100 && root > 0 && root < 100 && age >= 0))
      throw new Error(JSON.stringify(world.metrics));
    equal(FailedUnits, 0);
  });
  await checks.that("the dashboards' browser test passes, through the port that is forwarded", async () => {
    const truth = JSON.parse(
      await query(
        machine,
        `select json_build_object('events', (select count(*) from clickstream_events where not is_bot),
        'sessions', (select count(*) from sessions where not is_bot), 'orders', (select count(*) from orders),
        'revenue', (select sum(total) from orders), 'product', (select max(context_product_name) from clickstream_events))`,
      ),
    );
    const env = {
      ...process.env,
      FOOTFALL_DASHBOARDS_URL: 'http://localhost:3838',
      FOOTFALL_TRUTH: JSON.stringify(truth),
    };
    const { status, output } = await attempt(
      ...within(SUBNET, 'npx', 'playwright', 'test', '--config', 'deployed.config.ts'),
      { cwd: E2E, env },
    );
    if (status !== 0) throw new Error(output.slice(-4000));
  });
}
