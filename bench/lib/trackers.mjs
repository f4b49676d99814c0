import { readFileSync } from 'node:fs';
import { bundle } from './bundle.mjs';

const dist = (name) => readFileSync(new URL(`../../sdk/dist/${name}`, import.meta.url), 'utf8');

const footfall = {
  worker: () => dist('footfall-worker.js'),
  /** Markers in a request's body. */
  decode: (body) => JSON.parse(body).events.map(({ properties }) => properties?.marker),
};
const callFootfall = `window.track = ({ marker, filler, ...product }) =>
  footfall.track('add_to_cart_click', { product, properties: { marker, filler } });`;

/** Each in the best sensible configuration that its documentation knows, said in `setup`; `script` defines `window.track(data)`. */
export const TRACKERS = [
  {
    name: 'Footfall',
    setup: 'footfall.full.js with workerUrl',
    ...footfall,
    script: async (collector) => `Object.assign(document.currentScript.dataset,
      { endpoint: '${collector}/clickstream', workerUrl: '/footfall-worker.js' });${dist('footfall.full.js')};${callFootfall}`,
  },
  {
    name: 'Footfall, script tag alone',
    setup: 'footfall.js, no worker',
    ...footfall,
    script: async (collector) =>
      `document.currentScript.dataset.endpoint = '${collector}/clickstream';${dist('footfall.js')};${callFootfall}`,
  },
  {
    name: 'Snowplow 4.10.1',
    setup: "eventMethod 'post', keepalive, queue in localStorage",
    script: async (collector) =>
      configured(
        collector,
        { eventMethod: 'post', keepalive: true, stateStorageStrategy: 'cookieAndLocalStorage' },
        await bundle('snowplow'),
      ),
    decode: (body) =>
      JSON.parse(body).data.map(({ ue_pr, ue_px }) => {
        const text = ue_pr ?? (ue_px && Buffer.from(ue_px, 'base64url').toString());
        return text && JSON.parse(text).data.data.marker;
      }),
  },
  {
    name: 'PostHog 1.449.2',
    setup: 'batches as by default, without compression, remote settings and bot filter; rate limit raised',
    script: async (collector) =>
      configured(
        collector,
        {
          disable_compression: true,
          // What is not about delivery stays off, and robots count: these trials are driven by one.
          advanced_disable_flags: true,
          disable_external_dependency_loading: true,
          opt_out_useragent_filter: true,
          // By default, more than 100 events at once are dropped on purpose; that would not be a fault of delivery.
          rate_limiting: { events_per_second: 1000, events_burst_limit: 10_000 },
        },
        await bundle('posthog'),
      ),
    decode: (body) => [parsePostHog(body)].flat(2).map((event) => event.properties?.marker),
  },
];

const configured = (collector, options, script) =>
  `window.benchEndpoint = '${collector}'; window.benchOptions = ${JSON.stringify(options)};${script}`;

/** Its beacons are a form with base64, all else is JSON. */
function parsePostHog(body) {
  const form = /^data=(.*)$/s.exec(body)?.[1];
  const json = form ? Buffer.from(decodeURIComponent(form), 'base64').toString() : body;
  const parsed = JSON.parse(json);
  return parsed.batch ?? parsed;
}
