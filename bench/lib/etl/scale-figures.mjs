/** What we set ourselves: no more time for an event of a shop than so many times that of the next smaller one. */
const MOST_GROWTH = 1.5;
/** As for the load of one hour: what `footfall etl` may take of memory, whatever it loads. */
const MOST_MEMORY_MIB = 512;
/** What we set ourselves for ten million events: a small server's disk then holds years of a small shop. */
export const MOST_BYTES_AN_EVENT = 300;
/** Below that, tables by day weigh more than events. */
const EVENTS_OF_BYTES_GOAL = 10_000_000;

/** Whether two sizes are known to be of different machines, whose seconds say little of each other. */
const isElsewhere = (run, before) => Boolean(run.machine && before.machine && run.machine !== before.machine);

const perMillion = ({ load }) => (load.seconds * 1e6) / load.loaded;

/** Each size that was measured, with its day, beside its limits: what was measured on other days is not forgotten. */
export function scaleFigures(measured) {
  const runs = Object.values(measured).sort((one, other) => one.events - other.events);
  return runs.flatMap((run, i) => {
    const { date, commit, events, load, bytes } = run;
    const of = `at ${events} events of ${date}${commit ? ` (${commit})` : ''}`;
    const before = runs[i - 1];
    return [
      {
        goal: `seconds an event at most ${MOST_GROWTH} times those of the next smaller shop`,
        figure: `seconds a million events ${of}`,
        value: perMillion(run),
        unit: 's',
        ...(before && {
          against: `${MOST_GROWTH} times those at ${before.events}${isElsewhere(run, before) ? ' on another machine' : ''}, at most`,
          limit: MOST_GROWTH * perMillion(before),
        }),
      },
      {
        goal: `memory of a load below ${MOST_MEMORY_MIB} MiB`,
        figure: `memory of a load ${of}`,
        value: load.memory,
        unit: 'MiB',
        against: 'below',
        limit: MOST_MEMORY_MIB,
      },
      {
        goal: `at most ${MOST_BYTES_AN_EVENT} bytes of the warehouse an event`,
        figure: `warehouse, bytes an event ${of}`,
        value: bytes / events,
        unit: 'B',
        ...(events >= EVENTS_OF_BYTES_GOAL && { against: 'at most', limit: MOST_BYTES_AN_EVENT }),
      },
    ];
  });
}
