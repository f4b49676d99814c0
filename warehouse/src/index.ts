export { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './embedded-server.js';
export { WarehouseError } from './errors.js';
export { type MigrationResult, migrate, pendingMigrations } from './migrate.js';
export { ensureDatabase, ensureRole, provisionDatabase, type RolePasswords, withClient } from './roles.js';
