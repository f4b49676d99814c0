/**
 * The ETL: from the lake into the warehouse, and what erases, retains and compacts.
 *
 * @module @footfall/etl
 */

export { type CompactOptions, type CompactSummary, compactLake } from './compaction/compact.js';
export { lockCompactors } from './compaction/compactor-lock.js';
export { type DatabaseSettings, type EtlSettings, etlSettings, mappingSettings } from './env.js';
export { type Balance, type Certificate, readBalance } from './erasure/certificate.js';
export { erasePerson } from './erasure/erase-person.js';
export type { EraseOptions, EraseProgress } from './erasure/erasing.js';
export { isPlaceholder } from './erasure/placeholder.js';
export type { SearchProgress } from './erasure/search-lake.js';
export type { Person } from './erasure/subjects.js';
export { type SweepOptions, type SweepSummary, sweepErased } from './erasure/sweep-lake.js';
export { syncErasures } from './erasure/sync-erasures.js';
export { listTombstones } from './erasure/tombstone-objects.js';
export { EtlError, SettingsError } from './errors.js';
export type { MappingSettings } from './events/event-mapping.js';
export type { PathRules } from './events/path-rules.js';
export { type ImportOptions, type ImportSummary, importHistory } from './import/import-history.js';
export { createHandler, type LambdaContext } from './lambda.js';
export type { Counts } from './loading/counts.js';
export { EVERYTHING, type Scope, ScopeError, type ScopeOptions, scopeOfPayload, toScope } from './loading/scope.js';
export { type Unloaded, unloaded } from './loading/unloaded.js';
export type { QuarantineFilter, ReasonGroup } from './quarantine/ledger.js';
export { asSent, type Mapping, type MendContext, type Mended } from './quarantine/mend.js';
export { type Quarantine, type QuarantineOptions, withQuarantine } from './quarantine/quarantine.js';
export type { RefusedEvent, RefusedState } from './quarantine/refused.js';
export type { RetryCounts, RetryOptions } from './quarantine/retry.js';
export type { RebuildOptions, RebuildPhase, RebuildProgress, RebuildSummary } from './rebuild/options.js';
export { rebuildWarehouse } from './rebuild/rebuild.js';
export { type RetainOptions, type RetainSummary, retainFacts } from './retention/retain-facts.js';
export { type RunOptions, type RunSummary, runEtl, type Work } from './run.js';
export { applyShop, type ShopSettings, shopSettings } from './shop.js';
export { connectionTo } from './warehouse/database-config.js';
export { type Freshness, freshness } from './warehouse/freshness.js';
export { type Timeouts, timeouts } from './warehouse/timeouts.js';
