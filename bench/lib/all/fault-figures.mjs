import { RECOVERY_SECONDS } from '../product/limits.mjs';
import { judged } from '../report.mjs';
import { figureTable, tableOf } from './markdown.mjs';

/** A line of the benchmark's table: `time fault  no collector  no warehouse  until loaded`. */
const FAULT = /^\d\d:\d\d:\d\d (\S.*?) +([\d.]+|–) +([\d.]+|–) +([\d.]+|–)(?: {2}.*)?$/;

/** What the warehouse must have none of in the end. */
const noneOf = ({ lost, doubled, wrongly_loaded, hours_out_of_balance, acknowledged, refused }) => [
  [`acknowledged events lost, of ${acknowledged}`, lost],
  [`events loaded twice, of ${acknowledged}`, doubled],
  [`refused events among the facts, of ${refused}`, wrongly_loaded],
  ['hours out of balance', hours_out_of_balance],
];

/** Each kind of fault with the longest seconds of each column. */
function kindsOf(lines) {
  const kinds = new Map();
  for (const line of lines) {
    const match = FAULT.exec(line);
    if (!match) continue;
    const [, fault, ...cells] = match;
    const kind = kinds.get(fault) ?? { fault, times: 0, worst: [0, 0, 0] };
    kind.times++;
    // what never came back took longer than anybody waits for it
    kind.worst = kind.worst.map((worst, i) => Math.max(worst, cells[i] === '–' ? Infinity : Number(cells[i])));
    kinds.set(fault, kind);
  }
  return [...kinds.values()];
}

const seconds = (value) => (Number.isFinite(value) ? value.toFixed(1) : 'never');

/** Nothing may be lost, and everything must be back in time. For how long what is broken is away has no limit, and is told. */
export function productFaults({ lines }) {
  const counts = JSON.parse(lines.find((line) => line.startsWith('{"lost"')));
  const none = noneOf(counts).map(([figure, value]) =>
    judged({ figure, value, unit: '', against: 'at most', limit: 0 }),
  );
  const kinds = kindsOf(lines);
  const recoveries = kinds.map(({ fault, worst }) => ({
    ...judged({ figure: fault, value: worst[2], unit: 's', against: 'at most', limit: RECOVERY_SECONDS }),
    goal: `everything works and is loaded within ${RECOVERY_SECONDS} s after a fault`,
  }));
  const rows = kinds.map(({ fault, times, worst }, i) => [
    fault,
    String(times),
    ...worst.map(seconds),
    recoveries[i].ratio,
    recoveries[i].isMet ? 'met' : '**missed**',
  ]);
  const heads = ['fault, longest seconds', 'times', 'no collector', 'no warehouse', 'until loaded'];
  const each = tableOf([...heads, `of ${RECOVERY_SECONDS} s at most`, ''], rows, [0, 6]);
  const why =
    'Seconds without collector or warehouse are told without limit: a fault that lasts has them for its 15 seconds.';
  return { figures: [...none, ...recoveries], tables: [figureTable(none), each, why] };
}
