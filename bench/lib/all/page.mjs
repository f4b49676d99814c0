import { saidBy } from './figures.mjs';
import { anchorOf, folded, tableOf } from './markdown.mjs';

function duration(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
}

/** When, where and on which code a benchmark ran. */
function provenance({ name }, { options, date, seconds, machine, commit, changed }, machines) {
  const command = `\`npm run bench -- --only ${name}${options ? ` -- ${options}` : ''}\``;
  const code = commit ? `commit ${commit}` : 'its commit was not recorded';
  const age = changed ? ` **Older than the code**, which changed on ${changed}.` : '';
  return `${command}, ${date}, ${duration(seconds)}, on machine ${machines.indexOf(machine) + 1}; ${code}.${age}`;
}

function section(benchmark, result, machines) {
  const { name, about } = benchmark;
  if (!result) return `## ${about}\n\n\`npm run bench -- --only ${name}\`: not run yet.`;
  const said = folded('All that it said', `\`\`\`text\n${result.lines.join('\n').trim()}\n\`\`\``);
  return [`## ${about}`, provenance(benchmark, result, machines), ...saidBy(name, result).tables, said].join('\n\n');
}

/** Figures by the goal that they are held against; one that names none is a goal of its own. */
function byGoal(figures) {
  const goals = new Map();
  for (const figure of figures.filter(({ isMet }) => isMet !== undefined)) {
    const goal = figure.goal ?? `${figure.figure}, ${figure.against}`;
    goals.set(goal, [...(goals.get(goal) ?? []), figure]);
  }
  return goals;
}

/** Where more is better, the worst ratio is the smallest. */
const distance = ({ ratio }) => (Number(ratio) < 1 ? 1 / Number(ratio) : Number(ratio));

/** A row for each goal that has missed figures: how many of how many, and the worst of them. */
function missedGoals(sections) {
  return sections.flatMap(({ about, figures }) =>
    [...byGoal(figures)].flatMap(([goal, all]) => {
      const [worst, ...others] = all
        .filter(({ isMet }) => !isMet)
        .sort((one, other) => distance(other) - distance(one));
      if (!worst) return [];
      const count = `${others.length + 1} of ${all.length}`;
      return [[`[${about}](${anchorOf(about)})`, goal, count, `${worst.figure}: ${worst.value}`, worst.ratio]];
    }),
  );
}

/** The page docs/benchmarks.md: what is missed first, then each benchmark with its figures and all that it said. */
export function page(benchmarks, results) {
  const ran = benchmarks.filter(({ name }) => results[name]);
  const machines = [...new Set(ran.map(({ name }) => results[name].machine))];
  const sections = ran.map(({ name, about }) => ({ about, figures: saidBy(name, results[name]).figures }));
  const missed = missedGoals(sections);
  const judged = sections.flatMap(({ figures }) => figures).filter(({ isMet }) => isMet !== undefined);
  const met = judged.filter(({ isMet }) => isMet).length;
  const count = `${judged.length - met} of ${judged.length} figures that have a limit or a peer are missed, of ${missed.length} goals; ${met} are met.`;
  return `${[
    '# Benchmarks',
    'Written by `npm run bench`; do not edit. Each figure stands beside its limit or its peer, from the same run on the same machine unless it says another day, with the ratio of both. Sections ran on different days, some on another machine: each says when, where and on which code.',
    machines.map((machine, i) => `${i + 1}. Machine ${i + 1}: ${machine}`).join('\n'),
    '## Missed',
    count,
    ...(missed.length > 0 ? [tableOf(['where', 'goal', 'missed', 'the worst', 'ratio'], missed, [0, 1, 3])] : []),
    ...benchmarks.map((benchmark) => section(benchmark, results[benchmark.name], machines)),
  ].join('\n\n')}\n`;
}
