import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Asks git; undefined where there is none, or where it does not know the answer. */
function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** What benchmarks write themselves, one after the other. */
const WRITTEN = ['bench/data', 'docs/images', 'docs/benchmarks.md'].map((path) => `:(top,exclude)${path}`);

/** The commit that is checked out, with `-dirty` where other files differ from it than those that benchmarks write. */
export function commit() {
  const hash = git('rev-parse', '--short=10', 'HEAD');
  return git('diff', '--quiet', 'HEAD', '--', ':/', ...WRITTEN) === undefined ? hash && `${hash}-dirty` : hash;
}

/**
 * The day on which code last changed after a result was measured; undefined where it did not. A result that does not say its
 * commit, or one that is not there any more, is compared by its day: what changed on the same day may have been before.
 */
export function codeChangedSince({ commit: measured, date }, code) {
  const [hash] = measured?.split('-') ?? [];
  const isKnown = hash !== undefined && git('cat-file', '-e', `${hash}^{commit}`) !== undefined;
  const day = git('log', '-1', '--format=%as', ...(isKnown ? [`${hash}..HEAD`] : []), '--', ...code);
  return day && (isKnown || day >= date) ? day : undefined;
}
