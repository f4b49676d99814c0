import { MAX_CONNECTIONS, type Machine, memoryMib, serverSettings, settingsFile } from '@footfall/warehouse';

/**
 * PostgreSQL's settings for the instance, which has nothing else to run but the dashboards.
 *
 * @returns lines for a file in `conf.d`, the same for the same machine
 */
export function postgresSettings(machine: Machine): string {
  return settingsFile({
    max_connections: String(MAX_CONNECTIONS),
    ...serverSettings(machine),
    // An hour's load is written in a few checkpoints instead of dozens.
    max_wal_size: memoryMib(machine) >= 4096 ? '4096MB' : '2048MB',
    wal_compression: "'lz4'",
  });
}
