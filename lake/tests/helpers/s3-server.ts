import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

export interface S3TestServer {
  endpoint: string;
  client: S3Client;
  stop(): Promise<void>;
}

const SERVER = createRequire(import.meta.url).resolve('s3rver');
const PROGRAM = `
  const S3rver = require(process.argv[1]);
  new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: process.argv[2] })
    .run().then(({ port }) => console.log(port));`;

/**
 * An S3-compatible server with one empty bucket on a free port of 127.0.0.1. It is a process of its own because its
 * continuation tokens use a cipher that OpenSSL 3 knows as legacy only.
 */
export async function startS3Server(bucket: string): Promise<S3TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'footfall-s3-'));
  const server = spawn(process.execPath, ['--openssl-legacy-provider', '-e', PROGRAM, SERVER, directory], {
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
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
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
