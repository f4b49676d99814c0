import { userInfo } from 'node:os';
import {
  type Certificate,
  connectionTo,
  type EraseProgress,
  erasePerson,
  type Person,
  type SearchProgress,
  type SweepSummary,
  sweepErased,
  timeouts,
} from '@footfall/etl';
import pino from 'pino';
import { damageText } from '../damage.js';
import { CliError, UsageError } from '../errors.js';
import { count, progress } from '../format.js';
import { openLakeAt } from '../stack/find-lake.js';
import { withStack } from '../stack/find-stack.js';

export interface EraseCommandOptions {
  data?: string;
  client?: string;
  user?: string;
  again?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Erases a person; prints a certificate of what went, without the id. Or sweeps the lake for what came back of the erased. */
export async function erase(options: EraseCommandOptions, stopped: AbortSignal): Promise<void> {
  const person = options.again ? undefined : personOf(options);
  if (options.again && (options.client ?? options.user) !== undefined)
    throw new UsageError('--again is of everybody who was erased: without --client and --user.');
  const waits = timeouts(process.env);
  const bar = progress();
  await withStack(options.data, async ({ lakeUrl, databaseUrl }) => {
    if (!lakeUrl) throw new CliError('FOOTFALL_LAKE is not set: use file:///path or s3://bucket/prefix');
    const parts = {
      lake: openLakeAt(lakeUrl),
      databaseUrl: connectionTo(databaseUrl, waits),
      isDryRun: options.dryRun ?? false,
      logger: pino({ level: process.env.FOOTFALL_LOG_LEVEL ?? 'warn' }, pino.destination(2)),
      shouldStop: () => stopped.aborted,
    };
    if (!person) {
      const onProgress = (done: SearchProgress) => bar.show(progressLine({ step: 'search', ...done }));
      const swept = await sweepErased({ ...parts, onProgress }).finally(bar.clear);
      console.log(
        options.json ? JSON.stringify({ ...swept, isDryRun: parts.isDryRun }) : sweptText(swept, parts.isDryRun),
      );
      return;
    }
    const certificate = await erasePerson({
      ...parts,
      person,
      ranBy: userInfo().username,
      onProgress: (done) => bar.show(progressLine(done)),
    }).finally(bar.clear);
    console.log(options.json ? JSON.stringify(certificate) : certificateText(certificate));
  });
}

function sweptText({ objects, lines, rewritten, erasedLines, damaged }: SweepSummary, isDryRun: boolean): string {
  const found = `${count(erasedLines)} lines of erased persons ${isDryRun ? 'are' : 'were'} in ${count(rewritten)} objects`;
  const text = `searched ${count(objects)} objects, ${count(lines)} lines; ${found}${isDryRun ? '' : ', and are gone'}`;
  return damaged.length > 0 ? `${text}\nleft as they are:\n${damageText(damaged)}` : text;
}

function personOf({ client, user }: EraseCommandOptions): Person {
  if ((client === undefined) === (user === undefined))
    throw new UsageError('Say who: --client ID or --user ID; or --again for all that came back.');
  const person: Person = client === undefined ? { kind: 'user', id: user ?? '' } : { kind: 'client', id: client };
  if (person.id.trim() === '') throw new UsageError(`--${person.kind} needs an id; an empty one is nobody.`);
  return person;
}

const progressLine = ({ step, objects, lines }: EraseProgress) =>
  step === 'search'
    ? `${count(objects)} objects, ${count(lines)} lines searched`
    : `${count(objects)} objects rewritten`;

function certificateText(certificate: Certificate): string {
  const { kind, erasure, subjectHash, erasedAt, completedAt, ranBy, isDryRun, finished, searched, removed } =
    certificate;
  const { covers, mentions, damaged, balance, notCovered } = certificate;
  const what = kind === 'client' ? 'a client (browser)' : 'a user';
  const heading = isDryRun
    ? `Would erase ${what}; nothing is changed`
    : `Certificate of erasure ${erasure}\n${what}, SHA-256 ${subjectHash}\nof what was received or happened before ${erasedAt}, done ${completedAt} by ${ranBy}`;
  const found = removed.events + removed.refusedEvents + removed.facts + removed.refusals;
  return [
    heading,
    ...finished.map((id) => `finishes erasure ${id}, which had been interrupted`),
    `searched   ${count(searched.objects)} objects of the lake, ${count(searched.lines)} lines`,
    ...(found === 0 ? ['found      nothing'] : removedText(removed)),
    ...(kind === 'user'
      ? [`with it    events without a user of ${count(covers.clients)} clients and ${count(covers.sessions)} sessions`]
      : []),
    `before     ${balanceText(balance.before)}`,
    `after      ${balanceText(balance.after)}`,
    ...(mentions > 0 ? [`remain     ${count(mentions)} lines of others that hold the id in another field`] : []),
    ...(damaged.length > 0 ? ['not searched behind their damage:', damageText(damaged)] : []),
    'not covered:',
    ...notCovered.map((text) => `  - ${text}`),
  ].join('\n');
}

function removedText(removed: Certificate['removed']): string[] {
  const { objects, events, refusedEvents, facts, refusals, retries, sessions, orders } = removed;
  return [
    `lake       ${count(events)} events and ${count(refusedEvents)} refused ones in ${count(objects)} objects`,
    `warehouse  ${count(facts)} events, ${count(refusals)} refused ones, ${count(retries)} retries of such; ` +
      `${count(sessions)} visits and ${count(orders)} orders are gone`,
  ];
}

const balanceText = ({ received, loaded, duplicate, rejected, erased }: Certificate['balance']['before']) =>
  `${count(received)} received = ${count(loaded)} loaded + ${count(duplicate)} duplicate + ${count(rejected)} rejected + ` +
  `${count(erased)} erased`;
