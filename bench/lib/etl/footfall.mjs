import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const SAY_USAGE = new URL('./say-usage.mjs', import.meta.url).href;
const FOOTFALL = path('../../../cli/bin/footfall.js');
const SHOP = path('../../shop.mjs');

/**
 * Runs the `footfall` command in a process of its own.
 * @returns what it printed as JSON, its processor time in microseconds and its peak memory in MiB
 */
export async function footfall(args, { lake, warehouse, s3Endpoint }) {
  const env = {
    ...process.env,
    FOOTFALL_LAKE: lake,
    FOOTFALL_DATABASE_URL: warehouse.url('footfall_etl'),
    FOOTFALL_OWNER_DATABASE_URL: warehouse.url('footfall_owner'),
    ...(s3Endpoint && { FOOTFALL_S3_ENDPOINT: s3Endpoint }),
  };
  const { out, err } = await run(['--import', SAY_USAGE, FOOTFALL, ...args, '--json'], env);
  const [, cpu, memory] = /usage (\d+) ([\d.]+)\n$/.exec(err).map(Number);
  return { ...JSON.parse(out), cpu, memory };
}

/** Fills a lake with a made-up shop's traffic. */
export async function makeShop(events, lake, { days, s3Endpoint }) {
  const to = ['--to', `lake:${lake}`, '--events', String(events), '--days', String(days)];
  const options = ['--end', '2026-11-25T00:00:00Z', '--seed', '7', '--quiet'];
  const env = { ...process.env, ...(s3Endpoint && { FOOTFALL_S3_ENDPOINT: s3Endpoint }) };
  await run(['--max-semi-space-size=64', SHOP, ...to, ...options], env);
}

async function run(args, env) {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}${out}`);
  return { out, err };
}
