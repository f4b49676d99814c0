// The warehouse from outside: as the machine's superuser, and as the ETL's function sees it from its own network.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CARRIED_TABLES, COMPARED_TABLES, REFERENCE_TABLES } from '@footfall/warehouse';
import { CLOUD, MACHINE_ADDRESS, within } from './network.mjs';
import { attempt, run } from './run.mjs';
import { NAME, REGION } from './world.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Rows of a query as the superuser on the machine, as text. */
export const query = (machine, sql, database = 'clickstream_dw') =>
  machine.must('runuser', '-u', 'postgres', '--', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', sql);

/** A checksum of each table of `public`, but for the machine's own report. */
export async function checksums(machine) {
  const tables = (
    await query(
      machine,
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
    and relname not in ('instance_status') order by 1`,
    )
  ).split('\n');
  const sums = {};
  for (const table of tables) {
    // Models, dash and rights are made anew after a restore; when is in their row of the ledger.
    const rows =
      table === 'footfall_migrations'
        ? '(select id, name, checksum from public.footfall_migrations)'
        : `public.${table}`;
    sums[table] = await query(machine, `select ${sumOf('t::text')} from ${rows} as t`);
  }
  return sums;
}

/** A checksum of each table that is made of the lake alone, but for what says when and in which order it was loaded. */
export async function facts(machine) {
  const tables = JSON.parse(
    await query(
      machine,
      `select json_object_agg(relname, array(select attname::text from pg_attribute where attrelid = c.oid and attidentity <> ''))
      from pg_class as c where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    ),
  );
  const sums = {};
  for (const [table, numbers] of Object.entries(tables).sort()) {
    const { skip, rows, without = {} } = COMPARED_TABLES[table] ?? {};
    if (skip || rows || REFERENCE_TABLES.includes(table) || table in CARRIED_TABLES) continue;
    const leftOut = [...numbers, ...Object.keys(without)].map((name) => ` - '${name}'`).join('');
    sums[table] = await query(machine, `select ${sumOf(`(to_jsonb(t)${leftOut})::text`)} from public.${table} as t`);
  }
  return sums;
}

/** Count and checksum of rows, whatever their order, also of a million. */
const sumOf = (text) => `count(*) || ' ' || coalesce(sum(hashtextextended(${text}, 0)::numeric), 0)`;

/** Invokes the ETL's Lambda handler in the cloud's network, with the settings that Terraform gives it. */
export async function invokeEtl(world, payload, more = {}) {
  const env = {
    PATH: process.env.PATH,
    NODE_EXTRA_CA_CERTS: world.authority,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
    RAW_BUCKET: world.buckets.raw,
    DWH_HOST: MACHINE_ADDRESS,
    DWH_PASSWORD_PARAMETER: `/${NAME}/warehouse/password/etl`,
    FOOTFALL_DATABASE_CA_PARAMETER: `/${NAME}/warehouse/ca`,
    FOOTFALL_LOG_LEVEL: 'silent',
    ...more,
  };
  const script = `import { createHandler } from ${JSON.stringify(join(ROOT, 'etl/dist/lambda.js'))};
    const metrics = [];
    const handler = createHandler(process.env, (line) => metrics.push(JSON.parse(line)));
    const summary = await handler(${JSON.stringify(payload)}, { getRemainingTimeInMillis: () => 900000 });
    console.log(JSON.stringify({ summary, metrics: metrics[0] }));`;
  return JSON.parse(inCloud(world, env, '--input-type=module', '--eval', script).trim().split('\n').at(-1));
}

/** Puts past events into the raw bucket, by the command line. */
export function importEvents(world, file) {
  const env = {
    PATH: process.env.PATH,
    FOOTFALL_LAKE: `s3://${world.buckets.raw}`,
    FOOTFALL_S3_ENDPOINT: 'http://127.0.0.1:4568',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
  };
  return JSON.parse(inCloud(world, env, join(ROOT, 'cli/bin/footfall.js'), 'import', file, '--json'));
}

/** Whether a login from the cloud's network gets in, and if not, what PostgreSQL says. @param {{ssl: boolean | object}} login */
export async function knock({ user, password, ssl }) {
  const config = {
    host: MACHINE_ADDRESS,
    port: 5432,
    database: 'clickstream_dw',
    user,
    password,
    ssl: ssl === true ? { rejectUnauthorized: false } : ssl,
  };
  const script = `import pg from 'pg'; const client = new pg.Client(${JSON.stringify(config)});
    try { await client.connect(); console.log('in'); await client.end(); } catch (error) { console.log(error.code, error.message); }`;
  const { output } = await attempt(...within(CLOUD, process.execPath, '--input-type=module', '--eval', script), {
    cwd: join(ROOT, 'warehouse'),
  });
  return output.trim();
}

function inCloud(world, env, ...args) {
  const [program, command] = within(
    CLOUD,
    'sh',
    '-c',
    `mount --bind "$0" /etc/hosts && exec "$@"`,
    world.hosts,
    process.execPath,
    ...args,
  );
  return run(program, command, { env, cwd: join(ROOT, 'etl') });
}
