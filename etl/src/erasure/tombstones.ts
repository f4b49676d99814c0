import type pg from 'pg';
import { hashOf, type Identity, type Subject, type SubjectKind, type SubjectText, visitText } from './subjects.js';

/** What an erasure leaves behind so that nobody comes back: hashes and a time. */
export interface Tombstone {
  erasureId: string;
  /** What was received or happened before is erased. */
  erasedAt: Date;
  subjects: Subject[];
}

/** When an event was received and happened, ISO 8601. */
export interface LineTimes {
  receivedAt: string;
  happenedAt: string;
}

/** Erasures by the object in which a line stood first, and its number there. */
export type ErasedLines = ReadonlyMap<string, ReadonlyMap<number, string>>;

interface Mark {
  erasureId: string;
  erasedAt: number;
}

/** A hash costs a thousandth of a millisecond, and a shopper's events follow one another: so many ids are remembered. */
const REMEMBERED_IDS = 100_000;

/** All erasures, as each line that is loaded is held against them. Without any it costs nothing. */
export class Tombstones {
  /** Lines that were taken. */
  lines: ErasedLines = new Map();
  /** What it was made of. */
  readonly all: readonly Tombstone[];
  readonly #marks = new Map<string, Mark>();
  readonly #kinds = new Set<SubjectKind>();
  readonly #known = new Map<string, Mark | undefined>();

  /** @param count of the erasures that they are of, by which somebody who held lines against them sees that there are more now */
  constructor(
    tombstones: Iterable<Tombstone>,
    readonly count = 0,
  ) {
    this.all = [...tombstones];
    for (const { erasureId, erasedAt, subjects } of this.all)
      for (const { kind, hash } of subjects) {
        this.#kinds.add(kind);
        const place = `${kind} ${hash}`;
        const other = this.#marks.get(place);
        if (!other || other.erasedAt < erasedAt.getTime())
          this.#marks.set(place, { erasureId, erasedAt: erasedAt.getTime() });
      }
  }

  get isEmpty(): boolean {
    return this.#marks.size === 0;
  }

  /**
   * The erasure that an event falls under.
   * @param times asked only where its person was erased
   */
  erasureOf({ client, user, session }: Identity, times: () => LineTimes): string | undefined {
    const marks = [
      user !== null ? this.#markOf('user', user) : undefined,
      client !== null ? this.#markOf('client', client) : undefined,
      user === null && client !== null ? this.#markOf('visitor', client) : undefined,
      user === null && session !== null ? this.#markOf('visit', visitText(client, session)) : undefined,
    ];
    const latest = marks.reduce((a, b) => (a && b ? (a.erasedAt < b.erasedAt ? b : a) : (a ?? b)), undefined);
    if (!latest) return undefined;
    const { receivedAt, happenedAt } = times();
    return Math.min(Date.parse(receivedAt), Date.parse(happenedAt)) < latest.erasedAt ? latest.erasureId : undefined;
  }

  #markOf(kind: SubjectKind, text: string): Mark | undefined {
    if (!this.#kinds.has(kind)) return undefined;
    const subject: SubjectText = { kind, text };
    const name = `${kind} ${text}`;
    if (this.#known.has(name)) return this.#known.get(name);
    if (this.#known.size >= REMEMBERED_IDS) this.#known.clear();
    const mark = this.#marks.get(`${kind} ${hashOf(subject)}`);
    this.#known.set(name, mark);
    return mark;
  }
}

/** All tombstones of the warehouse, as they are now. */
export async function readAllTombstones(client: pg.Client): Promise<Tombstones> {
  const count = await countErasures(client);
  const tombstones = new Tombstones(count > 0 ? await readTombstones(client) : [], count);
  if (count > 0) tombstones.lines = await readErasedLines(client);
  return tombstones;
}

/** How many erasures there are; they only become more. */
export async function countErasures(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from erasures');
  return rows[0]?.count ?? 0;
}

async function readTombstones(client: pg.Client): Promise<Tombstone[]> {
  const { rows } = await client.query<Tombstone>(
    `select e.erasure_id as "erasureId", e.erased_at as "erasedAt",
       jsonb_agg(jsonb_build_object('kind', s.kind, 'hash', s.hash)) as subjects
     from erasures as e
     inner join erased_subjects as s on s.erasure_id = e.erasure_id
     group by e.erasure_id`,
  );
  return rows;
}

async function readErasedLines(client: pg.Client): Promise<ErasedLines> {
  const { rows } = await client.query<{ key: string; erasure: string; numbers: number[] }>(
    `select object_key as key, erasure_id as erasure, line_numbers as numbers from erased_lines`,
  );
  const lines: Map<string, Map<number, string>> = new Map();
  for (const { key, erasure, numbers } of rows) {
    const known = lines.get(key) ?? new Map<number, string>();
    for (const number of numbers) known.set(number, erasure);
    lines.set(key, known);
  }
  return lines;
}
