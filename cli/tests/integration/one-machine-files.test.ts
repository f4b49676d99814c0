import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { collectorSettings, createServer, LOCAL_ORIGINS, VERSION } from '@footfall/collector';
import { FolderLake } from '@footfall/lake';
import { freePort } from '@footfall/warehouse';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILES, fileOf } from '../helpers/one-machine.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-one-machine-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Programs that read these files; the suite installs none of them. */
const PATH = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
/** CI brings them all, so that none of these tests is left out there. */
const has = (name: string) => process.env.CI !== undefined || PATH.some((place) => existsSync(join(place, name)));

/** What a program says, on both its outputs. */
function said(program: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const env = { ...process.env, PATH: PATH.join(delimiter), HOME: folder };
  return new Promise((resolve) =>
    execFile(program, args, { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, text: stdout + stderr }),
    ),
  );
}

const written = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

describe('The files for one machine in production', () => {
  it.skipIf(!has('systemd-analyze'))('are units that systemd takes without a word', async () => {
    const units = [...FILES].filter(([name]) => name.startsWith('footfall'));
    const files = [];
    for (const [name, text] of units)
      files.push(await written(name, text.replaceAll('/usr/bin/node', process.execPath)));
    expect(files).toHaveLength(3);
    const { code, text } = await said('systemd-analyze', 'verify', '--man=no', ...files);
    expect({ code, of: text.split('\n').filter((line) => /footfall/.test(line)) }).toEqual({ code: 0, of: [] });
  });

  it.skipIf(!has('nginx') || !has('openssl'))('are a configuration that nginx takes', async () => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=events.shop.example', '-days', '1'];
    await said(
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      ...subject,
    );
    const site = fileOf('nginx.conf')
      .replace(/ssl_certificate .*;/, `ssl_certificate ${certificate};`)
      .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${key};`)
      .replaceAll('443 ssl', `${await freePort()} ssl`);
    await written('site.conf', site);
    await mkdir(join(folder, 'nginx'), { recursive: true });
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/nginx/${name};`,
    );
    const main = await written(
      'nginx.conf',
      `pid ${folder}/nginx/pid;\nevents {}\nhttp { ${paths.join(' ')} include ${folder}/site.conf; }\n`,
    );
    const { code, text } = await said('nginx', '-t', '-e', join(folder, 'nginx/error.log'), '-c', main);
    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining('test is successful') });
    expect(text).not.toContain('[warn]');
  });

  it.skipIf(!has('caddy'))('are a configuration that Caddy takes', async () => {
    const file = await written('Caddyfile', fileOf('Caddyfile'));
    const { code, text } = await said('caddy', 'validate', '--adapter', 'caddyfile', '--config', file);
    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining('Valid configuration') });
  });

  it.skipIf(!has('logrotate'))('are a rule that logrotate takes', async () => {
    const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
    const rule = fileOf('logrotate').replace('su footfall footfall', `su ${userInfo().username} ${group}`);
    const { code, text } = await said('logrotate', '--debug', await written('logrotate', rule));
    expect({ code, errors: text.split('\n').filter((line) => line.startsWith('error')) }).toEqual({
      code: 0,
      errors: [],
    });
  });

  it('let through to the collector just the paths on which it takes events', async () => {
    const nginx = [...fileOf('nginx.conf').matchAll(/location = (\S+) \{\s+proxy_pass/g)].map(([, path]) => path);
    const caddy = /@events path (.*)/.exec(fileOf('Caddyfile'))?.[1]?.split(' ');
    expect(nginx).toEqual(caddy);
    const { config } = collectorSettings({ FOOTFALL_LAKE: 'file:///unused' }, VERSION, LOCAL_ORIGINS);
    const server = createServer({
      config,
      lake: new FolderLake(join(folder, 'lake')),
      logger: pino({ level: 'silent' }),
    });
    const port = await freePort();
    await server.listen({ port, host: '127.0.0.1' });
    const post = async (path?: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: '[{"eventName":"page_view"}]' })).status;
    expect(await Promise.all(nginx.map(post))).toEqual([200, 200]);
    expect(await post('/')).toBe(404);
    await server.close();
  });
});
