/** What PostgreSQL's settings are made from. */
export interface Machine {
  /** What PostgreSQL may count on, with the system's cache. */
  memoryBytes: number;
  processors: number;
}

const MIB = 1024 * 1024;

/** Connections that sort at the same time: the ETL takes three, a rebuild four, the dashboards a few a process, people with psql the rest. */
export const MAX_CONNECTIONS = 40;
/** Below this nothing of the warehouse runs well; the settings then are those of a machine of this size. */
const LEAST_MEMORY_MIB = 1024;
/** More shared memory than this gains nothing for a warehouse that is mostly read from the system's cache. */
const MOST_SHARED_MIB = 8192;
/** An index build that gets more than this sorts no faster. */
const MOST_MAINTENANCE_MIB = 1024;

/** Memory in MiB, rounded to 64: what a kernel update reserves for itself must not restart the server. */
export const memoryMib = ({ memoryBytes }: Machine) =>
  Math.max(LEAST_MEMORY_MIB, Math.floor(memoryBytes / MIB / 64) * 64);

/**
 * PostgreSQL's settings for a warehouse: a quarter of the memory is PostgreSQL's cache, half is assumed to be the system's, and
 * a sort may take what all connections together can take without swapping.
 *
 * @returns names and values as in postgresql.conf, the same for the same machine
 */
export function serverSettings(machine: Machine): Record<string, string> {
  const memory = memoryMib(machine);
  const { processors } = machine;
  return {
    shared_buffers: mib(Math.min(MOST_SHARED_MIB, memory / 4)),
    effective_cache_size: mib(memory / 2),
    work_mem: mib(Math.max(4, memory / 4 / MAX_CONNECTIONS)),
    maintenance_work_mem: mib(Math.min(MOST_MAINTENANCE_MIB, memory / 16)),
    max_worker_processes: String(Math.max(8, processors)),
    max_parallel_workers: String(processors),
    max_parallel_workers_per_gather: String(Math.min(2, Math.floor(processors / 2))),
    checkpoint_completion_target: '0.9',
    // Solid state finds a page as fast as the next one.
    random_page_cost: '1.1',
    effective_io_concurrency: '64',
    // The dashboards' questions take less time than compiling them.
    jit: 'off',
  };
}

/** Lines of a configuration file. */
export const settingsFile = (settings: Record<string, string>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');

const mib = (size: number) => `${Math.floor(size)}MB`;
