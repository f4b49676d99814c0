import { text } from '../events/coerce.js';
import { storable } from '../loading/copy-text.js';
import type { PersonKind } from './subjects.js';

const NAMES: Record<string, PersonKind | undefined> = {
  clientId: 'client',
  client_id: 'client',
  userId: 'user',
  user_id: 'user',
};

/** Letters, digits, `_` and `-` belong to an id; so do some signs where one of them follows, as in a mail address. */
const IN_ID = '[\\p{L}\\p{N}_-]';
const JOINTS = '[.@+:/~]';

/** Whether a text holds one of some ids, and not as a part of a longer one. */
export function textMentions(ids: readonly string[]): (text: string) => boolean {
  const any = ids.map((id) => id.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  const pattern = new RegExp(`(?<!${IN_ID}|${IN_ID}${JOINTS})(?:${any})(?!${IN_ID}|${JOINTS}${IN_ID})`, 'u');
  return (text) => pattern.test(text) || (text.includes('\\') && pattern.test(unescaped(text)));
}

/** What a broken line would have said. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/]))/g, (_escape, code: string | undefined, sign: string) =>
    code === undefined ? sign : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/**
 * Whether a refused event names a person where no reader of events looks: in an id of the wrong type, or inside a list of events
 * that was sent as one.
 */
export function namesPerson(event: unknown, isTheirs: (kind: PersonKind, id: string) => boolean): boolean {
  const open: { value: unknown; kind: PersonKind | undefined }[] = [{ value: event, kind: undefined }];
  for (let part = open.pop(); part; part = open.pop()) {
    const { value, kind } = part;
    if (typeof value === 'object' && value !== null)
      for (const [name, child] of Object.entries(value)) open.push({ value: child, kind: NAMES[name] ?? kind });
    else if (kind) {
      const id = text(value);
      if (id !== null && isTheirs(kind, storable(id))) return true;
    }
  }
  return false;
}
