/** What PostgreSQL's settings are made from. */
export interface Machine {
  memoryBytes: number;
  processors: number;
}

const MIB = 1024 * 1024;

/** Connections: the ETL takes three, a rebuild four, the dashboards a few a process, people with psql the rest. */
const MAX_CONNECTIONS = 40;
/** Below this nothing of the warehouse runs well; the settings then are those of a machine of this size. */
const LEAST_MEMORY_MIB = 1024;
/** More shared memory than this gains nothing for a warehouse that is mostly read from the system's cache. */
const MOST_SHARED_MIB = 8192;
/** An index build that gets more than this sorts no faster. */
const MOST_MAINTENANCE_MIB = 1024;

/**
 * PostgreSQL's settings for a machine that also runs the dashboards: a quarter of the memory is PostgreSQL's cache, half is
 * assumed to be the system's, and a sort may take what all connections together can take without swapping.
 *
 * @returns lines for a file in `conf.d`, the same for the same machine
 */
export function postgresSettings({ memoryBytes, processors }: Machine): string {
  // Rounded to 64 MiB: what a kernel update reserves for itself must not restart the server.
  const memory = Math.max(LEAST_MEMORY_MIB, Math.floor(memoryBytes / MIB / 64) * 64);
  const settings = {
    max_connections: MAX_CONNECTIONS,
    shared_buffers: mib(Math.min(MOST_SHARED_MIB, memory / 4)),
    effective_cache_size: mib(memory / 2),
    work_mem: mib(Math.max(4, memory / 4 / MAX_CONNECTIONS)),
    maintenance_work_mem: mib(Math.min(MOST_MAINTENANCE_MIB, memory / 16)),
    max_worker_processes: Math.max(8, processors),
    max_parallel_workers: processors,
    max_parallel_workers_per_gather: Math.min(2, Math.floor(processors / 2)),
    // An hour's load is written in a few checkpoints instead of dozens.
    max_wal_size: mib(memory >= 4096 ? 4096 : 2048),
    checkpoint_completion_target: 0.9,
    wal_compression: "'lz4'",
    // EBS gp3 finds a page as fast as the next one.
    random_page_cost: 1.1,
    effective_io_concurrency: 64,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

const mib = (size: number) => `${Math.floor(size)}MB`;
