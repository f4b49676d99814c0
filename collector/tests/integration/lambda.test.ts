import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FolderLake } from '@footfall/lake';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { apiGatewayEvent } from '../helpers/fronts.js';
import { linesOf } from '../helpers/lake-lines.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-lambda-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('The bundle that goes to AWS', () => {
  it('serves by itself, and tells CloudWatch its figures in a line for each request', async () => {
    vi.stubEnv('FOOTFALL_LAKE', pathToFileURL(folder).href);
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const bundle = new URL('../../dist/lambda/index.mjs', import.meta.url).href;
    const { handler } = await import(/* @vite-ignore */ bundle);
    const body = JSON.stringify([{ eventName: 'a' }, { eventName: 'b' }, { eventName: 5 }]);
    const answer = await handler(apiGatewayEvent({ body }));
    vi.restoreAllMocks();
    expect(JSON.parse(answer.body)).toMatchObject({ success: true, accepted: 2 });
    expect(await linesOf(new FolderLake(folder), 'events/')).toHaveLength(2);
    const figures = written.filter((line) => line.includes('_aws')).map((line) => JSON.parse(line));
    expect(figures).toHaveLength(1);
    expect(figures[0]).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'Footfall', Dimensions: [['Route']] }] },
      Route: 'collect',
      Requests: 1,
      Events: 3,
      Accepted: 2,
      Rejected: 1,
      Bytes: body.length,
      WriteLatency: expect.any(Number),
      status: 200,
      rejectedBy: { 'eventName: must be a string': 1 },
    });
    for (const { Name } of figures[0]._aws.CloudWatchMetrics[0].Metrics)
      expect(figures[0][Name]).toEqual(expect.any(Number));
  });
});
