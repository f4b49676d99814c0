import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);

const [, runbook = ''] = read('docs/operate.md').split('\n## The private machine on AWS\n');
/** What stands below a heading of the runbook, by heading. */
const procedures = new Map(
  runbook
    .split('\n### ')
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
);
/** Cells of the tables' rows in a text. */
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));

describe('The runbook', () => {
  it('has cause and cure of each alarm, and of none that is not there', () => {
    // The first table is written from Terraform's plan and held to it; the second is ours.
    const [, planned = '', ours = ''] = (procedures.get('When an alarm comes') ?? '').split(
      /<!-- alarms: (?:begin|end) -->/,
    );
    const alarms = found(planned, /^\| `NAME-([a-z0-9-]+)` \|/gm);
    expect(alarms.length).toBeGreaterThan(10);

    const rows = rowsOf(ours).filter(([first = '']) => first.startsWith('`'));
    expect(rows.flatMap(([first = '']) => found(first, /`([^`]+)`/g)).sort()).toEqual(alarms.sort());
    for (const row of rows) expect(row.map((cell) => cell.length > 5)).toEqual([true, true, true]);
  });

  it('says what to do where a health check fails, for each', () => {
    const checks = found(read('instance/machine/commands/health.sh'), /^(?:for .* )?check "([^"]+)"/gm).flatMap(
      (title) =>
        title.includes('$timer')
          ? ['backup', 'status', 'ship-logs'].map((name) => title.replace('$timer', name))
          : title,
    );
    expect(checks.length).toBeGreaterThan(10);
    const table = rowsOf(procedures.get('When an alarm comes') ?? '').map(([first = '']) => first);
    for (const check of checks) expect(table.join('\n')).toContain(check);
  });

  it('names documents, commands and scenarios of the proof that there are', () => {
    for (const name of found(runbook, /document(?:-name)? NAME-([a-z-]+)/gi))
      expect([name, existsSync(new URL(`instance/documents/${name}.json`, ROOT))]).toEqual([name, true]);
    for (const name of found(runbook, /footfall-instance ([a-z-]+)/g))
      expect([name, existsSync(new URL(`instance/machine/commands/${name}.sh`, ROOT))]).toEqual([name, true]);
    const scenarios = found(read('instance/proof/scenarios/index.mjs'), /^ {2}(\w+),$/gm);
    const named = found(runbook, /\*Proof ([^*]*)\*/g).flatMap((text) => found(text, /`([a-z]+)`/g));
    expect(named.filter((name) => !scenarios.includes(name))).toEqual([]);
    expect(readdirSync(new URL('instance/documents', ROOT)).length).toBe(5);
  });

  it('sets variables of Terraform that there are, and that something is done with', () => {
    const declared = found(read('infra-terraform/variables.tf'), /^variable "(\w+)"/gm);
    const main = read('infra-terraform/main.tf');
    const set = found(`${runbook}${read('docs/deploy.md')}`, /-var (\w+)=/g);
    expect(set.length).toBeGreaterThan(4);
    for (const name of set)
      expect([name, declared.includes(name), main.includes(`var.${name}`)]).toEqual([name, true, true]);
  });

  it('has all procedures, and says of each how it was tried, or that it could not be', () => {
    expect([...procedures.keys()]).toEqual([
      'When an alarm comes',
      'Updating',
      'Backup and restore',
      "An analyst's own tool",
      'Passwords and keys',
      'Upgrading PostgreSQL',
      'Growing volume and machine',
      'Replacing the machine',
      'Erasing a person',
      'Another account, and tearing down',
    ]);
    for (const [heading, text] of procedures)
      expect([heading, /\*(Proof `|Not run: )/.test(text)]).toEqual([heading, true]);
  });
});
