/** The run ended, but something is wrong that its operator must look at. */
export class EtlError extends Error {
  override name = 'EtlError';
}
