import type { DuckDBConnection } from '@duckdb/node-api';
import { CliError } from '../errors.js';
import type { ExportColumn } from './columns.js';

/** Makes a Parquet file of a file that COPY wrote as CSV. @returns how many rows it has */
export type WriteParquet = (csvFile: string, parquetFile: string, columns: readonly ExportColumn[]) => Promise<number>;

/**
 * DuckDB without anything but its own memory.
 *
 * @throws CliError where it is not installed: npm leaves it out where there is none for the machine
 */
export async function parquetWriter(): Promise<{ write: WriteParquet; close: () => void }> {
  const connection = await connect();
  return {
    close: () => connection.closeSync(),
    write: async (csvFile, parquetFile, columns) => {
      const types = columns.map(({ name, type }) => `${text(name)}: ${text(type)}`).join(', ');
      const read =
        `read_csv(${text(csvFile)}, columns = {${types}}, header = false, auto_detect = false, delim = ',', quote = '"', ` +
        `escape = '"', nullstr = '', allow_quoted_nulls = false, parallel = false, max_line_size = ${MAX_LINE_BYTES})`;
      const result = await connection.run(
        `copy (select * from ${read}) to ${text(parquetFile)} (format parquet, compression zstd)`,
      );
      return result.rowsChanged;
    },
  };
}

/** An event of the wire has 32 KiB at most; in CSV each quote stands twice, and its items and properties are there beside its columns. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

async function connect(): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api').catch((error: unknown) => {
    throw new CliError('The export needs DuckDB, which is not installed: npm install @duckdb/node-api', {
      cause: error,
    });
  });
  return (await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '1GB' })).connect();
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
