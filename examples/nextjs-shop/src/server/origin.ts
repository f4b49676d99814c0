import { headers } from 'next/headers';
import { readEnv } from './env';
import { knownOrigins } from './identity/local-issuer';

/** The address under which the shopper sees the shop: what they asked for if it is one of ours, else our own. */
export async function shopOrigin(): Promise<string> {
  const sent = await headers();
  const protocol = sent.get('x-forwarded-proto')?.split(',')[0] ?? 'http';
  const asked = `${protocol}://${sent.get('host')}`;
  return knownOrigins().find((origin) => origin === asked) ?? readEnv().origin;
}
