import { fileURLToPath } from 'node:url';
import { collectorSettings, LOCAL_ORIGINS, VERSION } from '@footfall/collector';
import type { StackState } from '../data-folder.js';
import { openLakeAt } from '../stack/find-lake.js';
import { installCommand, isMet, R_FOR_DASHBOARDS } from '../stack/system-packages.js';
import { type Finding, failed, ok, reason, warning } from './finding.js';
import { checkDisk } from './machine.js';

/** Whether the lake takes a file at this moment, and is the one that the environment names. */
export async function checkLake({ lakeUrl }: StackState, minFreeBytes: number): Promise<Finding[]> {
  const findings = [await checkWritable(lakeUrl, minFreeBytes)];
  const { FOOTFALL_LAKE: named } = process.env;
  if (named && named.replace(/\/$/, '') !== lakeUrl.replace(/\/$/, ''))
    findings.push(
      warning(
        'lake',
        `the stack writes to ${lakeUrl}, but FOOTFALL_LAKE names ${named}`,
        'start footfall up again, or correct the variable',
      ),
    );
  return findings;
}

async function checkWritable(lakeUrl: string, minFreeBytes: number): Promise<Finding> {
  try {
    await openLakeAt(lakeUrl).probe();
    const disk = lakeUrl.startsWith('file:')
      ? await checkDisk('lake', fileURLToPath(lakeUrl), minFreeBytes)
      : undefined;
    return disk?.state === 'failed' ? disk : ok('lake', `${lakeUrl} can be written`);
  } catch (error) {
    const cause = reason((error as Error).cause ?? error);
    const fix = lakeUrl.startsWith('s3:')
      ? 'check bucket, region, credentials and FOOTFALL_S3_ENDPOINT; trackers keep their events meanwhile'
      : 'free the disk or mend its rights; trackers keep their events meanwhile';
    return failed('lake', `${lakeUrl} cannot be written: ${cause}`, fix);
  }
}

/** Whether the collector answers, and whether it is one. */
export async function checkCollector({ portCollector }: StackState): Promise<Finding> {
  const url = `http://localhost:${portCollector}/health`;
  let answer: Response;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
  } catch (error) {
    return warning(
      'collector',
      `does not answer at ${url}: ${reason(error)}`,
      'start footfall up, or see logs/collector.log',
    );
  }
  const { version } = await answer.json().then(
    (body) => body as { version?: string },
    () => ({ version: undefined }),
  );
  return version === undefined
    ? failed(
        'collector',
        `something else answers at ${url}`,
        'end it, or start footfall up with another --port-collector',
      )
    : ok('collector', `version ${version} answers at ${url}`);
}

/** Whether the collector would start with the settings of this environment. */
export function checkCollectorSettings({ lakeUrl }: StackState): Finding[] {
  try {
    collectorSettings({ FOOTFALL_LAKE: lakeUrl, ...process.env }, VERSION, LOCAL_ORIGINS);
    return [];
  } catch (error) {
    return [
      failed(
        'collector',
        `would not start again: ${reason(error)}`,
        'correct the variable, then start footfall up again',
      ),
    ];
  }
}

/** Whether the dashboards answer. It may ask R for its packages, which takes seconds in which nothing else gets on. */
export async function checkDashboards({ portDashboards }: StackState): Promise<Finding> {
  const url = `http://localhost:${portDashboards}/`;
  const isUp = await fetch(url, { signal: AbortSignal.timeout(10_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
  if (isUp) return ok('dashboards', `answer at ${url}`);
  return isMet(R_FOR_DASHBOARDS)
    ? warning(
        'dashboards',
        `do not answer at ${url}`,
        'start footfall up without --no-dashboards, or see logs/dashboards.log',
      )
    : warning('dashboards', 'R or its packages are missing', installCommand(R_FOR_DASHBOARDS));
}
