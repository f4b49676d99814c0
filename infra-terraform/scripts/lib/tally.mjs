/**
 * Counts what passed and what failed, and says each as it comes.
 *
 * @param words what stands before what passed and what failed
 */
export function tally([good, bad]) {
  let passed = 0;
  let failed = 0;
  const indent = ' '.repeat(good.length + 2);
  return {
    tell(ok, what, lines = []) {
      if (ok) passed++;
      else failed++;
      console.log(`${ok ? good : bad}  ${what}${lines.map((line) => `\n${indent}${line}`).join('')}`);
    },
    /** The last line, 'N passed, N failed', and the process's end. */
    end() {
      console.log(`${passed} passed, ${failed} failed`);
      process.exit(failed > 0 ? 1 : 0);
    },
  };
}
