/** A setting is missing or wrong; the message names it and says what is allowed. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}
