import { SHOP_TABLES } from './001-shop';

/** Append only: a change to the schema is a new entry with the next number. */
export const MIGRATIONS: readonly { id: number; sql: string }[] = [{ id: 1, sql: SHOP_TABLES }];
