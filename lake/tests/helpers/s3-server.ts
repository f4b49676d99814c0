import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';

export interface S3TestServer {
  endpoint: string;
  client: S3Client;
  stop(): Promise<void>;
}

const SERVER = fileURLToPath(new URL('s3-process.mjs', import.meta.url));

/** An S3-compatible server with one empty bucket on a free port of 127.0.0.1. */
export async function startS3Server(bucket: string): Promise<S3TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'footfall-s3-'));
  const server = spawn(process.execPath, ['--openssl-legacy-provider', SERVER, directory, bucket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  const endpoint = `http://127.0.0.1:${Number(port.toString())}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  });
  return {
    endpoint,
    client,
    stop: async () => {
      client.destroy();
      server.kill();
      await once(server, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
