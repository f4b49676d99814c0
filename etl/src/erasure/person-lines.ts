import { parseJson } from '@footfall/lake/parse-json';
import { pick, text } from '../events/coerce.js';
import { erasureOfLine, eventOf } from './erased-line.js';
import { lineFilter } from './line-filter.js';
import { namesPerson, textMentions } from './mentions.js';
import { erasureOfPlaceholder } from './placeholder.js';
import type { SearchedLine } from './search-lake.js';
import { hashOf, identityOf, type Person, type SubjectText } from './subjects.js';
import { Tombstones } from './tombstones.js';

/** So many ids are looked for in lines that are no JSON: a user that a shop gives to everybody has a million clients. */
const MAX_IDS_IN_TEXT = 1000;

/** What a line is to a person: theirs, or somebody else's that holds the id in another field. */
export type Verdict = 'theirs' | 'mention' | undefined;

/** Tells a person's lines from others. */
export class PersonLines {
  /** Quick, and true for every line that `judge` has something to say of. */
  readonly filter: (line: Buffer) => boolean;
  readonly #person: Person;
  readonly #covered: Tombstones;
  readonly #quoted: string;
  readonly #mentions: (text: string) => boolean;

  constructor(person: Person, texts: readonly SubjectText[], erasedAt: Date) {
    const subjects = texts.map((subject) => ({ kind: subject.kind, hash: hashOf(subject) }));
    const ids = texts.filter(({ kind }) => kind !== 'visit').map((subject) => subject.text);
    const sessions = texts
      .filter(({ kind }) => kind === 'visit')
      .map((subject) => subject.text.split('\n').at(-1) ?? '');
    this.#person = person;
    this.#covered = new Tombstones([{ erasureId: 'this', erasedAt, subjects }]);
    this.#quoted = JSON.stringify(person.id);
    this.#mentions = textMentions(ids.slice(0, MAX_IDS_IN_TEXT));
    this.filter = lineFilter([...new Set([...ids, ...sessions])]);
  }

  /** Says what a line is; with its value where it is JSON. */
  judge({ raw, object: { key }, origin }: SearchedLine): { verdict: Verdict; value?: unknown } {
    const line = raw.toString();
    let value: unknown;
    try {
      value = parseJson(line);
    } catch {
      return { verdict: this.#mentions(line) ? 'theirs' : undefined };
    }
    if (erasureOfPlaceholder(value) !== undefined) return { verdict: undefined, value };
    const place = { objectKey: key, origin };
    if (erasureOfLine(value, place, this.#covered) !== undefined) return { verdict: 'theirs', value };
    const id = identityOf(eventOf(value, key))[this.#person.kind];
    if (id === this.#person.id) return { verdict: undefined, value }; // later than the erasure
    if (id === null && isRefused(value, key) && this.#isNamedIn(value, key)) return { verdict: 'theirs', value };
    return { verdict: line.includes(this.#quoted) ? 'mention' : undefined, value };
  }

  #isNamedIn(value: unknown, key: string): boolean {
    const sent = key.startsWith('rejected/') ? (value as { event?: unknown } | null)?.event : value;
    if (typeof sent !== 'object') return this.#mentions(String(sent));
    return namesPerson(sent, (kind, id) => kind === this.#person.kind && id === this.#person.id);
  }
}

/** Whether a line is no event: the collector refused it, or the ETL does. */
function isRefused(value: unknown, key: string): boolean {
  return key.startsWith('rejected/') || text(pick(eventOf(value, key), 'eventName', 'event_name')) === null;
}
