import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes generated files, or with `--check` says which of them are not what would be written.
 *
 * @param {{ path: string, text: string }[]} files
 * @param {string} command what makes them current
 * @returns {number} exit code: 1 where a check found a file that is not current
 */
export function keepCurrent(files, command) {
  const stale = files.filter(({ path, text }) => contentsOf(path) !== text);
  if (!process.argv.includes('--check')) {
    for (const { path, text } of stale) writeFileSync(path, text);
    console.log(`${files.length} looked at, ${stale.length} written`);
    return 0;
  }
  for (const { path } of stale) console.error(`${path} is not current: run ${command}`);
  if (stale.length === 0) console.log(`${files.length} current`);
  return stale.length === 0 ? 0 : 1;
}

/**
 * Puts text between two markers of a Markdown file.
 *
 * @param {string | { path: string, text: string }} file a path, or what an earlier call made of the file
 * @param {string} marker as in `<!-- marker: begin -->`
 * @param {string} text
 * @returns {{ path: string, text: string }}
 * @throws where a marker is missing
 */
export function between(file, marker, text) {
  const { path, text: before } = typeof file === 'string' ? { path: file, text: readFileSync(file, 'utf8') } : file;
  const [begin, end] = [`<!-- ${marker}: begin -->`, `<!-- ${marker}: end -->`];
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} needs the lines ${begin} and ${end}`);
  return { path, text: `${before.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${before.slice(to)}` };
}

function contentsOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
