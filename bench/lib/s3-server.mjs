import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const PROGRAM = `
  const S3rver = require(process.argv[1]);
  new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: process.argv[2],
    configureBuckets: [{ name: 'raw' }] }).run().then(({ port }) => console.log(port));`;

/**
 * An S3-compatible server with a bucket `raw`, on a free port of 127.0.0.1. It is a process of its own because its continuation
 * tokens use a cipher that OpenSSL 3 knows as legacy only. What talks to it finds its keys in the environment.
 */
export async function startS3(folder) {
  const server = createRequire(new URL('../../lake/', import.meta.url)).resolve('s3rver');
  const args = ['--openssl-legacy-provider', '-e', PROGRAM, server, folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER', AWS_REGION: 'us-east-1' });
  return { endpoint: `http://127.0.0.1:${Number(port)}`, stop: () => child.kill() };
}
