export { type Collector, type CollectorParts, createCollector } from './collect.js';
export type { CollectorConfig } from './config.js';
export { type CollectorSettings, collectorSettings, LOCAL_ORIGINS, SettingsError } from './env.js';
export { GROUP_COMMIT_DEFAULTS, type GroupCommitOptions, groupCommit } from './group-commit.js';
export type { CollectRequest, CollectResponse } from './http.js';
export { createHandler } from './lambda.js';
export { type CollectorServerOptions, createServer } from './server.js';
export { lakeSink, type Sink, type SinkLines } from './sink.js';
export { VERSION } from './version.js';
