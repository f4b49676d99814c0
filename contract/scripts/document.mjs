// Brings docs/events.md up to date with the contract. Run it after a build: npm run document -w contract
import { readFile, writeFile } from 'node:fs/promises';
import { EVENT_EXAMPLES as examples } from '../dist/examples.js';
import { documentEvents } from './events-document.mjs';

const file = new URL('../../docs/events.md', import.meta.url);
const schema = JSON.parse(await readFile(new URL('../generated/event.schema.json', import.meta.url), 'utf8'));
await writeFile(file, documentEvents(await readFile(file, 'utf8'), { examples, schema }));
