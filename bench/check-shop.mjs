// Compares a warehouse with what is true of the shop that it was loaded with, figure by figure.
//   npm run check-shop -- --truth FILE --database postgres://…/clickstream_dw
// The warehouse must hold nothing but that shop. Closes with 'N passed, N failed'; exit 1 if any failed.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withClient } from '../warehouse/dist/index.js';
import { FIGURES } from './lib/check/figures.mjs';
import { BY_BEHAVIOUR } from './lib/check/figures-facts.mjs';
import { viewOf } from './lib/check/truth-view.mjs';
import { MISSED } from './lib/report.mjs';

const HELP = `Compares a warehouse with what is true of the shop that it was loaded with.

  npm run check-shop -- --truth FILE --database postgres://…/clickstream_dw [--only TEXT] [--show CHARACTERS]

  --only TEXT        figures whose name holds the text
  --show CHARACTERS  of each figure (200)`;

/** What a truth's events came with. */
function knownOf({ options: { to, countryHeader, isTrusted } }) {
  if (to.kind === 'lake') return ['agent', 'country', 'trusted', 'lake'];
  if (to.kind === 'ndjson') return [];
  return ['agent', 'lake', ...(countryHeader ? ['country'] : []), ...(isTrusted ? ['trusted'] : [])];
}

async function main() {
  const options = {
    truth: { type: 'string' },
    database: { type: 'string' },
    only: { type: 'string' },
    show: { type: 'string', default: '200' },
    help: { type: 'boolean' },
  };
  const { values } = parseArgs({ options });
  if (values.help || !values.truth || !values.database) {
    console.log(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const truth = JSON.parse(readFileSync(values.truth, 'utf8'));
  const counts = await withClient(values.database, (client) => check(client, truth, values));
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed > 0 ? MISSED : 0;
}

async function check(client, truth, { only = '', show }) {
  const known = knownOf(truth);
  const t = viewOf(truth, await markedKinds(client, known));
  const counts = { passed: 0, failed: 0 };
  for (const figure of FIGURES.filter(({ figure: name }) => name.includes(only))) {
    const why = await whyNot(client, figure, known);
    if (why) console.log(`--   ${figure.figure}: ${why}`);
    else counts[(await compare(client, figure, t, Number(show))) ? 'passed' : 'failed']++;
  }
  return counts;
}

/** Who is marked as a bot here: rules for behaviour are not in every warehouse. */
async function markedKinds(client, known) {
  const { rows } = await client.query(
    `select exists (select 1 from public.clickstream_events where is_bot and ${BY_BEHAVIOUR}) as by_behaviour`,
  );
  return [...(known.includes('agent') ? ['programs'] : []), ...(rows[0].by_behaviour ? ['scrapers'] : [])];
}

async function whyNot(client, { needs = [], ...figure }, known) {
  const unknown = ['agent', 'country', 'trusted', 'lake'].find((name) => figure[name] && !known.includes(name));
  if (unknown) return `events came without what tells it (${unknown})`;
  for (const name of needs) if (!(await exists(client, name))) return `this warehouse has no ${name}`;
  return undefined;
}

async function exists(client, name) {
  const [schema, thing, column] = name.replace('()', '').split('.');
  const sql = name.endsWith('()')
    ? 'select 1 from pg_proc where pronamespace = $1::regnamespace and proname = $2'
    : 'select 1 from information_schema.columns where table_schema = $1 and table_name = $2 and column_name = $3';
  const { rowCount } = await client.query(sql, name.endsWith('()') ? [schema, thing] : [schema, thing, column]);
  return rowCount > 0;
}

async function compare(client, { figure, want, sql }, t, show) {
  const wanted = want(t);
  const got = await client.query(sql(t)).then(
    ({ rows }) => String(Object.values(rows[0])[0]),
    (error) => `error: ${error.message}`,
  );
  const isSame = got === wanted;
  console.log(
    `${isSame ? 'ok  ' : 'FAIL'} ${figure}: ${isSame ? wanted.slice(0, show) : difference(wanted, got, show)}`,
  );
  return isSame;
}

/** Where two long texts part. */
function difference(wanted, got, show) {
  const pairs = (text) => new Set(text.split('; '));
  const [a, b] = [pairs(wanted), pairs(got)];
  const missing = [...a].filter((pair) => !b.has(pair));
  const extra = [...b].filter((pair) => !a.has(pair));
  return `want ${missing.join('; ').slice(0, show)} | got ${extra.join('; ').slice(0, show)} (${missing.length} and ${extra.length} of ${a.size} differ)`;
}

await main();
