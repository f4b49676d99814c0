import { MAX_BODY_BYTES } from '@footfall/contract';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { DataFolder } from '../../src/data-folder.js';
import { program } from '../../src/program.js';
import { FILES, fileOf, GUIDE, SETTINGS, settingOf } from '../helpers/one-machine.js';

const cli = program(new AbortController().signal, { exitCode: 0 });
const commandNamed = (name: string) => cli.commands.find((command) => command.name() === name);
const flagsOf = (command: Command): string[] => command.helpInformation().match(/--[a-z][a-z-]*/g) ?? [];
/** A default, as the command's help says it. */
const defaultOf = (command: string, flag: string) =>
  new RegExp(`${flag} <[^>]+>[^(]*\\(default: "?([^")]+)`).exec(
    (commandNamed(command)?.helpInformation() ?? '').replace(/\s+/g, ' '),
  )?.[1];

/** A guide's code: blocks, their continued lines as one, and what stands in the text. */
function codeOf(markdown: string): string[] {
  const blocks = markdown.replace(/\\\n\s*/g, ' ').match(/^ {4}.*$/gm) ?? [];
  const spans = [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...spans].map((line) => line.trim());
}
const CODE = [...codeOf(GUIDE), ...[...FILES.values()].flatMap((text) => text.split('\n'))];

/** The commands that a line calls, each with what follows it. */
const callsIn = (line: string) =>
  [...line.matchAll(/(?:^footfall|footfall\.js) ([a-z]+)(.*)/g)].map(([, name = '', rest = '']) => ({
    name,
    flags: rest.match(/--[a-z][a-z-]*/g) ?? [],
  }));

describe('The guide to one machine, and its files', () => {
  it('call commands and flags that there are', () => {
    const calls = CODE.flatMap(callsIn);
    expect([...new Set(calls.map(({ name }) => name))].sort()).toEqual(['backup', 'doctor', 'report', 'restore', 'up']);
    for (const { name, flags } of calls) {
      const known = flagsOf(commandNamed(name) as Command);
      expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
    }
  });

  it('name flags in the text that a command has', () => {
    const named = CODE.filter((code) => /^--[a-z-]+$/.test(code));
    const known = cli.commands.flatMap(flagsOf);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((flag) => !known.includes(flag))).toEqual([]);
  });

  it('set what the list of settings has', () => {
    const named = [GUIDE, ...FILES.values()].flatMap((text) => text.match(/FOOTFALL_[A-Z_]+/g) ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !SETTINGS.includes(`\`${name}\``))).toEqual([]);
  });

  it('name the ports that footfall up takes', () => {
    const collector = defaultOf('up', '--port-collector');
    expect(collector).toMatch(/^\d+$/);
    expect(/server (127\.0\.0\.1:\d+);/.exec(fileOf('nginx.conf'))?.[1]).toBe(`127.0.0.1:${collector}`);
    expect(/reverse_proxy (\S+)/.exec(fileOf('Caddyfile'))?.[1]).toBe(`127.0.0.1:${collector}`);
    const dashboards = defaultOf('up', '--port-dashboards');
    expect(GUIDE).toContain(`ssh -N -L ${dashboards}:127.0.0.1:${dashboards} server`);
    expect(GUIDE).toContain(`http://localhost:${dashboards}/`);
  });

  it('name the folders of the guide, and install what is there', () => {
    const service = fileOf('footfall.service');
    const backup = fileOf('footfall-backup.service');
    const [program, settings, data, backups] = [...GUIDE.matchAll(/^\| `(\/[^`]+)` \|/gm)].map(([, path]) => path);
    for (const unit of [service, backup]) {
      expect(settingOf(unit, 'WorkingDirectory')).toBe(program);
      expect(settingOf(unit, 'EnvironmentFile')).toBe(`-${settings}`);
      expect(settingOf(unit, 'ExecStart')).toContain(`--data ${data}`);
      expect(settingOf(unit, 'User')).toBe('footfall');
    }
    expect(`/var/lib/${settingOf(service, 'StateDirectory')}`).toBe(data);
    expect(settingOf(backup, 'ExecStart')).toContain(`--to "${backups}/`);
    expect(settingOf(backup, 'ExecStartPost')).toContain(` ${backups} `);
    expect(fileOf('logrotate')).toContain(`\n${new DataFolder(data).log('*')} {`);
    const linked = [...GUIDE.matchAll(/\.\.\/examples\/one-machine\/([\w.]+)/g)].map(([, name = '']) => name);
    expect(linked.sort()).toEqual(['Caddyfile', 'logrotate', 'nginx.conf']);
    for (const name of linked) fileOf(name);
    for (const unit of ['footfall.service', 'footfall-backup.timer']) fileOf(unit);
    expect(GUIDE).toContain('enable --now footfall footfall-backup.timer');
  });

  it('keep logs and backups for as long as the guide says, and let bodies through that the collector takes', () => {
    expect(GUIDE).toContain('daily, two weeks, at most 100 MB each');
    expect(fileOf('logrotate')).toMatch(/\n {4}daily\n {4}rotate 14\n {4}maxsize 100M\n/);
    expect(GUIDE).toContain('removes those older than two weeks');
    expect(settingOf(fileOf('footfall-backup.service'), 'ExecStartPost')).toContain('-mtime +14');
    expect(MAX_BODY_BYTES).toBe(1024 ** 2);
    expect(fileOf('nginx.conf')).toContain('client_max_body_size 1m;');
    expect(fileOf('Caddyfile')).toContain('max_size 1MiB');
  });

  it('name no release: which there are, git says', () => {
    expect(GUIDE).not.toMatch(/\bv\d+\.\d+/);
    expect(GUIDE).toContain("git tag --list 'v*'");
  });
});
