/**
 * The collector: one core behind a Fastify server and a Lambda handler.
 *
 * @module @footfall/collector
 */

export { type Collector, type CollectorParts, createCollector } from './collect.js';
export type { CognitoConfig, CollectorConfig, Rate, WriteKey } from './config.js';
export { type CollectorSettings, collectorSettings, LOCAL_ORIGINS, SettingsError } from './env.js';
export { GROUP_COMMIT_DEFAULTS, type GroupCommitOptions, groupCommit } from './group-commit.js';
export type { CollectRequest, CollectResponse, ReadBody } from './http.js';
export { createHandler } from './lambda.js';
export type { Observation, Observe } from './observation.js';
export { type CollectorServerOptions, createServer } from './server.js';
export { lakeSink, type Sink, type SinkLines } from './sink.js';
export { VERSION } from './version.js';
