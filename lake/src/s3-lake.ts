import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { checkKey, checkReadableKey, type Lake, LakeError, type LakeObject, type LakeProbe } from './lake.js';

export interface S3LakeOptions {
  client: S3Client;
  bucket: string;
  /** Put before every key, without slashes at its ends; empty for the bucket's root. */
  prefix: string;
  /** Milliseconds after which a write is given up, its repeats included; longer for large objects. */
  putTimeoutMs?: number;
  /** Milliseconds after which an answer, or the next piece of an object, is waited for no more. */
  readTimeoutMs?: number;
}

/** S3 takes a small object in a tenth of a second. Senders wait meanwhile, and API Gateway gives up after 30 s. */
const PUT_TIMEOUT_MS = 10_000;
/** S3 answers in a tenth of a second, and sends without a pause. Whoever waits longer holds up every run after him. */
const READ_TIMEOUT_MS = 30_000;
/** What a large object may take beside that, in bytes a millisecond: 1 MiB a second. */
const PUT_BYTES_PER_MS = 1024 ** 2 / 1000;

/** What a probe writes, anew each time. It lies beside `events/`, where nobody looks for events. */
const PROBE_KEY = '.probe';

/** A lake in an S3 bucket. */
export class S3Lake implements Lake {
  readonly url: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #putTimeoutMs: number;
  readonly #readTimeoutMs: number;

  constructor({ client, bucket, prefix, ...options }: S3LakeOptions) {
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix && `${prefix}/`;
    this.#putTimeoutMs = options.putTimeoutMs ?? PUT_TIMEOUT_MS;
    this.#readTimeoutMs = options.readTimeoutMs ?? READ_TIMEOUT_MS;
    this.url = `s3://${bucket}/${prefix}`;
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    checkKey(key);
    await this.#send(key, body);
  }

  /** S3 puts one object in another's place as a whole. A bucket that keeps versions keeps the old one, too. */
  async replace(key: string, body: Uint8Array): Promise<void> {
    checkReadableKey(key);
    await this.#send(key, body);
  }

  async #send(key: string, body: Uint8Array): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: this.#prefix + key,
      Body: body,
      ContentType: CONTENT_TYPES[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/json',
    });
    // Without it, a connection that S3 never answers would hold its events for ever.
    const abortSignal = AbortSignal.timeout(this.#putTimeoutMs + Math.ceil(body.length / PUT_BYTES_PER_MS));
    await this.#client.send(command, { abortSignal }).catch(fail('S3 did not take an object'));
  }

  async get(key: string): Promise<Readable> {
    checkReadableKey(key);
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key });
    const { Body } = await this.#inTime((options) => this.#client.send(command, options)).catch(
      fail(`The lake did not give object ${key}`),
    );
    const body = Body as Readable;
    const name = `object ${key}`;
    return Readable.from(piecesInTime(body, this.#readTimeoutMs, name), { objectMode: false }).on('close', () =>
      body.destroy(),
    );
  }

  async *list(prefix: string): AsyncIterable<LakeObject> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: this.#prefix + prefix,
        ContinuationToken: token,
      });
      const page = await this.#inTime((options) => this.#client.send(command, options)).catch(
        fail('S3 did not list the lake'),
      );
      for (const object of page.Contents ?? []) {
        const key = (object.Key ?? '').slice(this.#prefix.length);
        if (key === PROBE_KEY) continue;
        yield { key, bytes: object.Size ?? 0, modifiedAt: object.LastModified ?? new Date(0) };
      }
      token = page.NextContinuationToken;
    } while (token);
  }

  /** One by one: compatible servers differ in what they want of a request that removes many. */
  async remove(key: string): Promise<void> {
    checkReadableKey(key);
    const command = new DeleteObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key });
    await this.#inTime((options) => this.#client.send(command, options)).catch(fail(`S3 did not remove ${key}`));
  }

  /** Gives up an answer that does not begin in time. A body may take longer, so the timer ends with the wait. */
  async #inTime<T>(send: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.#readTimeoutMs);
    try {
      return await send({ abortSignal: abort.signal });
    } catch (error) {
      throw abort.signal.aborted ? new Error(`no answer for ${this.#readTimeoutMs / 1000} s`, { cause: error }) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Where the policy allows `events/` and `rejected/` alone, it only looks whether the bucket is there. */
  async probe(): Promise<LakeProbe> {
    const options = { abortSignal: AbortSignal.timeout(this.#putTimeoutMs) };
    const put = new PutObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + PROBE_KEY, Body: new Uint8Array(1) });
    try {
      await this.#client.send(put, options);
      return 'written';
    } catch (error) {
      if (!(error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403))
        throw new LakeError('S3 did not take an object', { cause: error });
    }
    await this.#client
      .send(new HeadBucketCommand({ Bucket: this.#bucket }), options)
      .catch(fail('The bucket cannot be reached'));
    return 'reached';
  }
}

/** By the ending of the key; the rest is JSON. */
const CONTENT_TYPES: Record<string, string> = { gz: 'application/gzip', parquet: 'application/vnd.apache.parquet' };

/** A stream's pieces. Only the time in which somebody waits for one counts: a slow reader is no fault of the sender. */
async function* piecesInTime(body: Readable, timeoutMs: number, what: string): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  for (;;) {
    const timer = setTimeout(
      () => body.destroy(new LakeError(`S3 sent nothing more of ${what} for ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    const { value, done } = await pieces.next().finally(() => clearTimeout(timer));
    if (done) return;
    yield value;
  }
}

function fail(message: string) {
  return (error: unknown): never => {
    throw new LakeError(message, { cause: error });
  };
}
