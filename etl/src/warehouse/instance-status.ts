import type pg from 'pg';

/** How the machine under the warehouse is, as it reported last. */
export interface InstanceStatus {
  dataDiskUsedPercent: number;
  rootDiskUsedPercent: number;
  /** systemd units that have failed. */
  failedUnits: number;
  /** Seconds since the last complete backup; undefined where there is none. */
  secondsSinceBackup?: number;
  secondsSinceReport: number;
}

/** @returns undefined where the machine reports nothing, as on one machine */
export async function instanceStatus(client: pg.Client): Promise<InstanceStatus | undefined> {
  const { rows } = await client.query<
    Record<'data' | 'root' | 'report', number> & { failed: number; backup: number | null }
  >(
    `select data_disk_used_percent::float as data, root_disk_used_percent::float as root, count_failed_units as failed,
       greatest(0, extract(epoch from clock_timestamp() - backed_up_at))::integer as backup,
       greatest(0, extract(epoch from clock_timestamp() - reported_at))::integer as report
     from instance_status`,
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    dataDiskUsedPercent: row.data,
    rootDiskUsedPercent: row.root,
    failedUnits: row.failed,
    ...(row.backup !== null && { secondsSinceBackup: row.backup }),
    secondsSinceReport: row.report,
  };
}
