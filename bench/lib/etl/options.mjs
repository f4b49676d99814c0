import { parseArgs } from 'node:util';

export const HELP = `How fast the lake becomes the warehouse, beside plain COPY and the platform's old ETL.

  npm run etl -- [options]

  --events N     of the largest lake (10000000); time and memory are also shown for a tenth and a hundredth of it
  --ratio N      events of the comparison with COPY (1000000)
  --rounds N     of that comparison, of which the middle one counts (3)
  --old N        single-event objects for the old ETL (2000), and a hundred times as many events for ours
  --only PARTS   of copy, old, growth: some of them, with commas between (all)
  --plot FILE    where the plot goes (docs/images/etl-growth.svg)
  --folder DIR   where lakes and warehouses are made for the time being (the system's temporary folder): at 10 million
                 events it takes 25 GB`;

const NUMBERS = { events: 10_000_000, ratio: 1_000_000, rounds: 3, old: 2000 };
const PARTS = ['copy', 'old', 'growth'];

/** Reads the command line. @throws Error that says what is wrong */
export function readOptions(args) {
  const names = [...Object.keys(NUMBERS), 'only', 'plot', 'folder'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  const { values } = parseArgs({ args, options: { ...options, help: { type: 'boolean' } } });
  const read = { help: values.help === true, plot: values.plot, folder: values.folder };
  for (const [name, preset] of Object.entries(NUMBERS)) {
    read[name] = Number(values[name] ?? preset);
    if (!(Number.isInteger(read[name]) && read[name] > 0)) throw new Error(`--${name} must be a whole number above 0`);
  }
  read.only = values.only?.split(',') ?? PARTS;
  const unknown = read.only.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new Error(`--only knows ${PARTS.join(', ')}, not ${unknown}`);
  return read;
}
