import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// @ts-expect-error a script without declarations
import { documentEvents } from '../../scripts/events-document.mjs';
import { EVENT_NAMES } from '../../src/event-names.js';
import { EVENT_EXAMPLES } from '../../src/examples.js';
import { refusalOf } from '../../src/validate.js';

describe('The documented events', () => {
  it.each(EVENT_NAMES)('%s has an example that keeps the contract', (eventName) => {
    expect(refusalOf({ eventName, ...EVENT_EXAMPLES[eventName].event })).toBeUndefined();
  });

  it('stand in docs/events.md as the contract has them; else run: npm run document -w contract', () => {
    const text = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8');
    const schema = JSON.parse(readFileSync(new URL('../../generated/event.schema.json', import.meta.url), 'utf8'));
    expect(documentEvents(text, { examples: EVENT_EXAMPLES, schema })).toBe(text);
  });
});
