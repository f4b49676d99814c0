import type { Feature } from '../feature.js';

/** Says in the browser's console what is stored, sent and refused. */
export function debug(console: Console = globalThis.console): Feature {
  return ({ observe }) =>
    observe(({ event, delivery }) => {
      if (event) {
        console.groupCollapsed(`footfall: ${event.eventName}`);
        console.log(event);
      } else if (delivery) {
        const { status, outcome, refused, body } = delivery;
        console.groupCollapsed(`footfall: ${outcome}, status ${status}, ${refused} refused`);
        console.log(JSON.parse(body));
      }
      console.groupEnd();
    });
}
