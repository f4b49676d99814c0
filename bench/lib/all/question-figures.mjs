import { kindOf, limitsAt, PERIODS } from '../questions/limits.mjs';
import { judged } from '../report.mjs';
import { figureTable, folded, tableOf } from './markdown.mjs';

/** A line of the benchmark's table: `question  7 days  30 days  90 days  yes  ABOVE`. */
const QUESTION = /^(\w+) +([\d.]+) +([\d.]+) +([\d.]+)( +yes)?(?: +ABOVE)?$/;

function rowsOf(lines) {
  const events = Number.parseInt(
    lines.find((line) => / events up to /.test(line)),
    10,
  );
  return lines.flatMap((line) => {
    const match = QUESTION.exec(line);
    if (!match) return [];
    const [, name, ...rest] = match;
    const question = rest[3] ? `${name}, filtered` : name;
    const kind = kindOf(name);
    const limit = limitsAt(events)[kind];
    const times = rest.slice(0, 3).map(Number);
    const figures = times.map((value, i) => ({
      ...judged({ figure: `${question}, ${PERIODS[i]} days`, value, unit: 'ms', against: 'below', limit }),
      goal: `each ${kind} over each period below ${limit} ms at p95, at ${events} events`,
    }));
    return [{ question, limit, times, figures, ratio: Math.max(...times) / limit }];
  });
}

const timeCell = (ms, limit) => (ms > limit ? `**${ms}**` : String(ms));

/** Each question over each period is a figure; the slowest one, which is reported too, is one of them. */
export function questionFigures({ lines }, reported) {
  const rows = rowsOf(lines).sort((one, other) => other.ratio - one.ratio);
  const plain = reported.filter(({ figure }) => !figure.startsWith('slowest '));
  const each = tableOf(
    ['question, ms at p95', ...PERIODS.map((days) => `${days} days`), 'below', 'worst ratio'],
    rows.map(({ question, limit, times, ratio }) => [
      question,
      ...times.map((ms) => timeCell(ms, limit)),
      String(limit),
      ratio.toFixed(2),
    ]),
  );
  const figures = rows.flatMap((row) => row.figures);
  const missed = figures.filter(({ isMet }) => !isMet).length;
  const title = `Each question, the slowest beside its limit first: ${missed} of ${figures.length} figures are above it`;
  return { figures: [...figures, ...plain], tables: [folded(title, each), figureTable(plain)] };
}
