import { isbot } from 'isbot';
import { describe, expect, it } from 'vitest';
import { MAX_USER_AGENT_CHARS, userAgentReader } from '../../src/events/user-agent.js';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

describe('The reader of user agents', () => {
  it('reads each as before, also those that it has forgotten meanwhile', () => {
    const reader = userAgentReader(10);
    const first = reader.read(CHROME);
    expect(reader.read(CHROME)).toBe(first);
    for (let i = 0; i < 100; i++) reader.read(`${CHROME} ${i}`);
    expect(reader.read(CHROME)).not.toBe(first);
    expect(reader.read(CHROME)).toEqual(first);
  });

  it('tells which it has read since it was last asked, each once', () => {
    const reader = userAgentReader();
    for (let i = 0; i < 6; i++) reader.read(`agent ${i % 2}`);
    const texts = () => reader.takeSeen().map(({ userAgent }) => userAgent);
    expect(texts()).toEqual(['agent 0', 'agent 1']);
    reader.read('agent 1');
    expect(texts()).toEqual(['agent 1']);
    expect(texts()).toEqual([]);
  });

  it('looks at no more of a hostile one than its limit', () => {
    const reader = userAgentReader();
    const cut = reader.read(`${CHROME} ${'Safari/537.36 '.repeat(100)} Googlebot/2.1`);
    expect(cut.userAgent).toHaveLength(MAX_USER_AGENT_CHARS);
    expect(isbot('Googlebot/2.1')).toBe(true);
    expect(cut.botReason).toBeNull();
    for (const text of [
      'a-'.repeat(1e6),
      'Mozilla/'.repeat(1e5),
      `Opera ${' '.repeat(1e6)}`,
      '\0'.repeat(5000),
      '\ud800',
    ])
      expect(reader.read(text).id).toMatch(/^\d+$/);
  });

  it('numbers them by 63 bits, the same everywhere', () => {
    expect(userAgentReader().read(CHROME).id).toBe(userAgentReader().read(CHROME).id);
    for (let i = 0; i < 200; i++) expect(BigInt(userAgentReader().read(`x${i}`).id ?? -1) >> 63n).toBe(0n);
  });

  it.each([undefined, null, '', 5, {}])('finds nothing in %o', (given) =>
    expect(userAgentReader().read(given)).toMatchObject({ id: null, deviceType: null, botReason: null }),
  );
});
