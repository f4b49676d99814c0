import { fileURLToPath } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';
import { FolderLake } from './folder-lake.js';
import { type Lake, LakeError } from './lake.js';
import { S3Lake } from './s3-lake.js';

export interface OpenLakeOptions {
  /** Endpoint of an S3-compatible server; AWS where it is missing. */
  s3Endpoint?: string | undefined;
}

/**
 * Opens a lake by its URL.
 *
 * @param url `file:///path` or `s3://bucket/prefix`
 * @throws LakeError when the URL is neither
 * @example const lake = openLake('file:///srv/footfall/lake')
 */
export function openLake(url: string, { s3Endpoint }: OpenLakeOptions = {}): Lake {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'file:') return new FolderLake(fileURLToPath(parsed).replace(/(.)\/$/, '$1'));
  if (parsed?.protocol === 's3:' && parsed.host) {
    const client = new S3Client({
      // Compatible servers speak neither bucket host names nor the newer checksums.
      ...(s3Endpoint && { endpoint: s3Endpoint, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' }),
    });
    return new S3Lake({ client, bucket: parsed.host, prefix: parsed.pathname.replace(/^\/+|\/+$/g, '') });
  }
  throw new LakeError(`"${url}" is no lake: use file:///path or s3://bucket/prefix`);
}
