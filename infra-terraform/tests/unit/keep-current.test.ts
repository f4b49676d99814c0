import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { between, keepCurrent } from '../../scripts/lib/keep-current.mjs';

const WITH_MARKERS = '# Title\n\n<!-- table: begin -->\nold\n<!-- table: end -->\n\nend\n';

describe('generated parts of documents', () => {
  let folder: string;
  let path: string;
  const argv = [...process.argv];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'footfall-docs-'));
    path = join(folder, 'README.md');
    writeFileSync(path, WITH_MARKERS);
    vi.spyOn(console, 'log').mockImplementation(() => {});
  });
  afterEach(() => {
    process.argv = [...argv];
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it('come between their markers, and leave the rest as it is', () => {
    expect(between(path, 'table', 'new')).toEqual({
      path,
      text: '# Title\n\n<!-- table: begin -->\n\nnew\n\n<!-- table: end -->\n\nend\n',
    });
  });

  it('need their markers', () => {
    expect(() => between(path, 'other', 'new')).toThrow(/needs the lines <!-- other: begin -->/);
  });

  it('are written, and are current then', () => {
    const file = between(path, 'table', 'new');

    expect(keepCurrent([file], 'a command')).toBe(0);
    process.argv.push('--check');

    expect(readFileSync(path, 'utf8')).toBe(file.text);
    expect(keepCurrent([between(path, 'table', 'new')], 'a command')).toBe(0);
  });

  it('are refused by a check when they are not current, which names the command and writes nothing', () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    process.argv.push('--check');

    const code = keepCurrent([between(path, 'table', 'new')], 'a command');

    expect(code).toBe(1);
    expect(said).toHaveBeenCalledWith(`${path} is not current: run a command`);
    expect(readFileSync(path, 'utf8')).toBe(WITH_MARKERS);
  });
});
