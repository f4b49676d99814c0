import { readFileSync } from 'node:fs';
import { scaleFigures } from '../etl/scale-figures.mjs';
import { judged } from '../report.mjs';
import { productFaults } from './fault-figures.mjs';
import { figureTable } from './markdown.mjs';
import { questionFigures } from './question-figures.mjs';

/** A figure as `report` prints it: `figure: value unit; against limit; ratio R; ok`. */
const FIGURE = /^(.+): (\S+) ?(.*); (.+) (\S+); ratio (\S+); (ok|MISSED)$/;

/** The figures among a benchmark's lines that were held against a limit or a peer. */
export function figuresOf(lines) {
  return lines.flatMap((line) => {
    const match = FIGURE.exec(line);
    if (!match) return [];
    const [, figure, value, unit, against, limit, ratio, verdict] = match;
    return [
      { figure, value: `${value} ${unit}`.trim(), against: `${against} ${limit}`, ratio, isMet: verdict === 'ok' },
    ];
  });
}

/** Every size that was ever measured, not only those of the last run. */
function scale() {
  const measured = JSON.parse(readFileSync(new URL('../../data/scale.json', import.meta.url), 'utf8'));
  return { figures: scaleFigures(measured).map(judged) };
}

/** How many comparisons with the truth failed; that is what `check-shop` counts. */
function models({ lines }) {
  const [, passed, failed] = lines.map((line) => /^(\d+) passed, (\d+) failed$/.exec(line)).find(Boolean);
  const killed = lines.flatMap((line) => /; (\d+) runs killed$/.exec(line)?.[1] ?? []).at(-1);
  const figure = `figures that differ from what is true, of ${Number(passed) + Number(failed)}`;
  return {
    figures: [
      judged({ figure, value: Number(failed), unit: '', against: 'at most', limit: 0 }),
      judged({ figure: 'runs killed on the way', value: Number(killed), unit: '' }),
    ],
  };
}

/** The goals for money are the whole platform's (docs/cost.md), so the collector's share has none. */
function collectorCost({ lines }) {
  const cells = (start) =>
    lines
      .find((line) => line.startsWith(`| ${start} |`))
      .split('|')
      .slice(2, -1);
  const sums = cells('together');
  const against = 'no limit: the [goals](cost.md) are the whole platform’s';
  const of = (figure, value, unit) => judged({ figure, value: Number(value), unit, against });
  const [, fixed] = lines.map((line) => /^Beside that USD (\S+) a month/.exec(line)).find(Boolean);
  return {
    figures: [
      ...cells('events a request').map((events, i) =>
        of(`a million events, ${events.trim()} a request`, sums[i], 'USD'),
      ),
      of('a month without any event', fixed, 'USD'),
    ],
  };
}

/** Benchmarks that say more than `report` prints. */
const OF_BENCHMARK = {
  scale,
  models,
  questions: questionFigures,
  'collector-cost': collectorCost,
  'product-faults': productFaults,
};

/** What a benchmark's section says: its figures, and the tables that show them. */
export function saidBy(name, result) {
  const reported = figuresOf(result.lines);
  const { figures, tables = [figureTable(figures)] } = OF_BENCHMARK[name]?.(result, reported) ?? { figures: reported };
  return { figures, tables: figures.length > 0 ? tables : [] };
}
