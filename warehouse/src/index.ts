/**
 * The warehouse: its migrations, roles, rebuilds and the embedded PostgreSQL.
 *
 * @module @footfall/warehouse
 */

export { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './embedded-server.js';
export { WarehouseError } from './errors.js';
export { freePort } from './free-port.js';
export { documentMetrics } from './metric-docs.js';
export {
  knownMigrations,
  lockMigrations,
  type MigrateOptions,
  type MigrationResult,
  migrate,
  pendingMigrations,
} from './migrate.js';
export { carryOver } from './rebuild/carry-over.js';
export { compareSchemas, type SkippedTable, type TableComparison } from './rebuild/compare.js';
export type { Difference } from './rebuild/differences.js';
export {
  checkSearchPath,
  createSecondSchema,
  dropSecondSchema,
  secondSchemaUrl,
} from './rebuild/second-schema.js';
export { swapSchemas } from './rebuild/swap.js';
export { CARRIED_TABLES, COMPARED_TABLES, dataTables, REFERENCE_TABLES, SECOND_SCHEMA } from './rebuild/tables.js';
export { ensureDatabase, ensureRole, provisionDatabase, type RolePasswords, withClient } from './roles.js';
export { documentSchema } from './schema-docs.js';
export { dumpSchema } from './schema-dump.js';
export { MAX_CONNECTIONS, type Machine, memoryMib, serverSettings, settingsFile } from './server-settings.js';
