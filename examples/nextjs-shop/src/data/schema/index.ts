import { SHOP_TABLES } from './001-shop';
import { SERVICE_TABLES } from './002-service';

/** Append only: a change to the schema is a new entry with the next number. */
export const MIGRATIONS: readonly { id: number; sql: string }[] = [
  { id: 1, sql: SHOP_TABLES },
  { id: 2, sql: SERVICE_TABLES },
];
