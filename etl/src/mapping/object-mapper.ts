import type { Readable } from 'node:stream';
import type { Tombstones } from '../erasure/tombstones.js';
import { createEventMapping, type MappingSettings } from '../events/event-mapping.js';
import { type LineRules, type MappedLines, mapObject, type OpenedObject } from './map-lines.js';
import { MappingThread } from './thread.js';

/** Bytes of the lake from which on a thread is worth its start: some ten thousand events. */
const BYTES_FOR_THREAD = 1024 * 1024;

/** Makes rows of objects' lines: where that is wished and there is much of it, in a thread of its own, so that loading goes on beside. */
export class ObjectMapper {
  readonly #settings: MappingSettings;
  readonly #rules: LineRules;
  #thread: MappingThread | undefined;
  #bytes = 0;
  /** Bodies that come in pieces, until they have ended. */
  readonly #open = new Set<Readable>();

  constructor(settings: MappingSettings, tombstones: Tombstones) {
    this.#settings = settings;
    this.#rules = { mapping: createEventMapping(settings), tombstones };
  }

  /** Whether an object that is given is begun with at once, so that several should be given. */
  get isAhead(): boolean {
    return this.#thread !== undefined;
  }

  /** An object's lines as rows, some at a time. Objects' results must be taken in the order in which they were given. */
  map(opened: OpenedObject): AsyncGenerator<MappedLines> {
    const { object, body } = opened;
    if (!Buffer.isBuffer(body)) {
      this.#open.add(body);
      body.once('close', () => this.#open.delete(body));
    }
    this.#bytes += object.bytes;
    if (this.#settings.inThread && this.#bytes > BYTES_FOR_THREAD) this.#thread ??= this.#start();
    return this.#thread ? this.#thread.map(opened) : mapObject(opened, this.#rules);
  }

  /** Also where results were not taken to their end. */
  async close(): Promise<void> {
    for (const body of this.#open) body.destroy();
    await this.#thread?.close();
  }

  #start(): MappingThread {
    const { tombstones } = this.#rules;
    return new MappingThread({
      settings: this.#settings,
      tombstones: tombstones.all,
      erasedLines: tombstones.lines,
    });
  }
}
