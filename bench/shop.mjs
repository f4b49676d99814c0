// Makes a shop's traffic of any size from a seed, and writes what is true of it.
//   npm run shop -- --events 1000000 --days 90 --seed 7 --to lake:DIR --truth FILE
import { writeFileSync } from 'node:fs';
import { openSink } from './lib/shop/open-sink.mjs';
import { HELP, OptionError, readOptions } from './lib/shop/options.mjs';
import { simulate } from './lib/shop/simulate.mjs';

async function main(args) {
  if (args.includes('--help')) return console.log(HELP);
  const options = readOptions(args);
  const sink = await openSink(options);
  const started = performance.now();
  const truth = await simulate(options, sink, options.quiet ? undefined : progress(started));
  const seconds = (performance.now() - started) / 1000;
  if (options.truth) writeFileSync(options.truth, `${JSON.stringify(truth)}\n`);
  console.log(
    `${truth.events} events in ${truth.lines.events} lines and ${truth.lines.rejected} refused ones from ${truth.start} to ${truth.end}, ` +
      `${sink.written()}; ${seconds.toFixed(1)} s, ${Math.round(truth.events / seconds)} events/s`,
  );
}

/** A line on the terminal, twice a second. */
function progress(started) {
  let last = started;
  return ({ heard }, share) => {
    const now = performance.now();
    if (now - last < 500 || !process.stderr.isTTY) return;
    last = now;
    process.stderr.write(
      `\r${Math.round(share * 100)} %, ${heard} events, ${Math.round((heard * 1000) / (now - started))}/s   `,
    );
    if (share === 1) process.stderr.write('\n');
  };
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof OptionError ? error.message : error);
  process.exitCode = error instanceof OptionError ? 2 : 1;
});
