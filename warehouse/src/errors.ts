/** Something about the warehouse that its operator can mend; the message says how. */
export class WarehouseError extends Error {
  override name = 'WarehouseError';
}
