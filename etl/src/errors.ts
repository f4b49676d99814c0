/** The run ended, but something is wrong that its operator must look at. */
export class EtlError extends Error {
  override name = 'EtlError';
}

/** A setting is missing or wrong; the message names it and says what is allowed. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}
