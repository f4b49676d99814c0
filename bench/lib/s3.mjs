import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../lake/tests/helpers/s3-process.mjs', import.meta.url));

/** An S3-compatible server with a bucket `raw`. What talks to it finds its keys in the environment. */
export async function startS3(folder) {
  const args = ['--openssl-legacy-provider', SERVER, folder, 'raw'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER', AWS_REGION: 'us-east-1' });
  return { endpoint: `http://127.0.0.1:${Number(port)}`, stop: () => child.kill() };
}
