/** Counts what held and what did not; the proof goes on after a failure, so that one run tells everything. */
export class Checks {
  passed = 0;
  failed = 0;

  /** @param {string} title a sentence about what must hold @param {() => unknown} what it holds unless this throws or gives false */
  async that(title, what) {
    const startedAt = performance.now();
    const seconds = () => `${Math.round((performance.now() - startedAt) / 1000)} s`;
    try {
      if ((await what()) === false) throw new Error('it is not so');
      this.passed++;
      console.log(`  ok      ${title} (${seconds()})`);
    } catch (error) {
      this.failed++;
      console.log(
        `  FAILED  ${title} (${seconds()})\n          ${String(error.message ?? error).replaceAll('\n', '\n          ')}`,
      );
    }
  }
}

/** @throws where they differ, with both */
export function equal(actual, expected) {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value, null, 1));
  if (a !== b) throw new Error(`expected ${b}, but it is ${a}`);
}

export function matches(text, pattern) {
  if (!pattern.test(text)) throw new Error(`${pattern} is not in:\n${text.slice(-3000)}`);
}
