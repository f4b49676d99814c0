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

const cell = (text) => text.replaceAll('|', '\\|');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;

function table(figures) {
  const rows = figures.map(({ figure, value, against, ratio, isMet }) =>
    row(figure, value, against, ratio, isMet ? 'met' : '**missed**'),
  );
  return [row('figure', 'measured', 'beside', 'ratio', ''), row('---', '---:', '---', '---:', '---'), ...rows].join(
    '\n',
  );
}

function duration(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
}

function section({ name, about }, result) {
  if (!result) return `## ${about}\n\n\`npm run bench -- --only ${name}\`: not run yet.`;
  const figures = figuresOf(result.lines);
  const options = result.options ? ` -- ${result.options}` : '';
  const ran = `\`npm run bench -- --only ${name}${options}\`, ${result.date}, ${duration(result.seconds)}.`;
  const said = `<details><summary>All that it said</summary>\n\n\`\`\`text\n${result.lines.join('\n').trim()}\n\`\`\`\n\n</details>`;
  return [`## ${about}`, ran, ...(figures.length > 0 ? [table(figures)] : []), said].join('\n\n');
}

/** The page docs/benchmarks.md: what is missed first, then each benchmark with its figures and all that it said. */
export function page(benchmarks, results) {
  const ran = benchmarks.filter(({ name }) => results[name]);
  const missed = ran.flatMap(({ name, about }) =>
    figuresOf(results[name].lines)
      .filter(({ isMet }) => !isMet)
      .map((figure) => ({ ...figure, figure: `${about}: ${figure.figure}` })),
  );
  const all = ran.flatMap(({ name }) => figuresOf(results[name].lines));
  const machines = [...new Set(ran.map(({ name }) => results[name].machine))];
  return `${[
    '# Benchmarks',
    'Written by `npm run bench`; do not edit. Each figure stands beside its limit or its peer, from the same run on the same machine, with the ratio of both.',
    machines.map((machine) => `Measured on ${machine}.`).join('\n'),
    '## Missed',
    missed.length > 0 ? table(missed) : 'Nothing.',
    `${all.length - missed.length} of ${all.length} figures are met.`,
    ...benchmarks.map((benchmark) => section(benchmark, results[benchmark.name])),
  ].join('\n\n')}\n`;
}
