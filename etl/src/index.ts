export { type DatabaseSettings, type EtlSettings, etlSettings, SettingsError } from './env.js';
export { createHandler, type LambdaContext } from './lambda.js';
export type { Counts } from './load-batch.js';
export { EtlError, type RunOptions, type RunSummary, runEtl } from './run.js';
export { EVERYTHING, type Scope, ScopeError, type ScopeOptions, scopeOfPayload, toScope } from './scope.js';
