import type { Lake, LakeObject } from '@footfall/lake';
import { erasureOfLine } from './erased-line.js';
import type { PersonLines } from './person-lines.js';
import { type SearchedLine, type SearchOptions, searchLake } from './search-lake.js';
import type { LinesByKey } from './tombstone-objects.js';
import type { Tombstones } from './tombstones.js';

/** What earlier erasures have taken: the ledger knows of it already. */
export interface Earlier {
  tombstones: Tombstones;
  /** Lines by the keys where they stood first, of earlier erasures of the same person. */
  lines: LinesByKey;
}

/** A person's lines, as a search of the lake finds them. */
export class FoundLines {
  /** Numbers of lines by object; also of objects whose end is damaged, which goes with them. */
  readonly objects = new Map<LakeObject, Set<number>>();
  /** The same by where they stood first. */
  readonly all: LinesByKey = new Map();
  /** Of them, those that no earlier erasure has taken. */
  readonly fresh: LinesByKey = new Map();
  readonly damaged = new Map<string, string>();
  readonly searched = { objects: 0, lines: 0 };
  mentions = 0;
  readonly #person: PersonLines;
  readonly #earlier: Earlier;

  constructor(person: PersonLines, earlier: Earlier) {
    this.#person = person;
    this.#earlier = earlier;
  }

  /** Lines that were found below `events/` and below `rejected/`. */
  get counts(): { objects: number; events: number; refusedEvents: number } {
    const lines = (root: string) =>
      [...this.objects].reduce((sum, [{ key }, numbers]) => sum + (key.startsWith(root) ? numbers.size : 0), 0);
    return { objects: this.objects.size, events: lines('events/'), refusedEvents: lines('rejected/') };
  }

  /** Searches objects and adds what it finds. */
  async search(
    lake: Lake,
    objects: readonly LakeObject[],
    { onProgress, shouldStop }: Pick<SearchOptions, 'onProgress' | 'shouldStop'>,
  ): Promise<void> {
    const before = { ...this.searched };
    const { objects: searched, lines } = await searchLake(lake, objects, {
      filter: this.#person.filter,
      visit: (line) => this.#visit(line),
      // What is behind the damage of an object that holds some of theirs may be theirs, too.
      onDamage: (object, { reason, linesBefore, origin }) => {
        this.damaged.set(object.key, reason);
        if (this.objects.has(object)) this.#add({ object, lineNumber: linesBefore + 1, origin });
      },
      shouldStop,
      onProgress: (done) => onProgress?.({ objects: before.objects + done.objects, lines: before.lines + done.lines }),
    });
    this.searched.objects += searched;
    this.searched.lines += lines;
  }

  #visit(line: SearchedLine): void {
    const { verdict, value } = this.#person.judge(line);
    if (verdict === 'mention') this.mentions++;
    if (verdict !== 'theirs') return;
    const place = { objectKey: line.object.key, origin: line.origin };
    const isKnown = erasureOfLine(value, place, this.#earlier.tombstones) !== undefined;
    this.#add(line, isKnown);
  }

  #add({ object, lineNumber, origin }: Pick<SearchedLine, 'object' | 'lineNumber' | 'origin'>, isKnown = false): void {
    this.objects.set(object, (this.objects.get(object) ?? new Set()).add(lineNumber));
    // Sets: while a killed compaction's sources are there, a line is found in both.
    const { key, line } = origin;
    this.all.set(key, (this.all.get(key) ?? new Set()).add(line));
    if (isKnown || this.#earlier.lines.get(key)?.has(line)) return;
    this.fresh.set(key, (this.fresh.get(key) ?? new Set()).add(line));
  }
}
