import { collectorSink } from './collector-sink.mjs';
import { lakeSink } from './lake-sink.mjs';
import { ndjsonSink } from './ndjson-sink.mjs';

const OPEN = {
  lake: ({ to, objectsPerHour, seed }) => lakeSink({ url: to.place, objectsPerHour, seed }),
  ndjson: ({ to }) => ndjsonSink({ file: to.place }),
  collector: ({ to, concurrency, key, serverKey, origin, countryHeader }) =>
    collectorSink({
      url: to.place,
      concurrency,
      headers: { origin, ...(key && { 'x-footfall-key': key }) },
      serverKey,
      countryHeader,
    }),
};

/** Opens what the options say that events go to. */
export const openSink = async (options) => OPEN[options.to.kind](options);
