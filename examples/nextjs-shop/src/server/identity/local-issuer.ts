import { readEnv } from '../env';

/** Where the local provider lives below the shop's address; `app/id/[...path]` serves it. */
export const LOCAL_PATH = '/id';
export const LOCAL_CLIENT_ID = 'northbyte';
export const CALLBACK_PATH = '/sign-in/callback';

export const localIssuer = () => `${readEnv().origin}${LOCAL_PATH}`;

/** The addresses under which this shop is known: its own, and on one machine also the loopback address. */
export function knownOrigins(): string[] {
  const { origin } = readEnv();
  const url = new URL(origin);
  return url.hostname === 'localhost' ? [origin, `http://127.0.0.1:${url.port}`] : [origin];
}
