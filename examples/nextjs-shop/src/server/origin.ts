import { headers } from 'next/headers';
import { readEnv } from './env';
import { knownOrigins } from './identity/local-issuer';

/** How the shopper reaches the shop; each proxy on the way adds what it saw, the shopper's own first. */
export async function shopperProtocol(): Promise<string> {
  return (await headers()).get('x-forwarded-proto')?.split(',')[0]?.trim() || 'http';
}

/**
 * Whether a page of the shop sent a form, and not another site's. Next.js asks this of server actions, of routes it does not.
 * Browsers name the origin with every POST; what is no browser has nobody's cookies.
 */
export async function isOwnForm(): Promise<boolean> {
  const sent = await headers();
  const origin = sent.get('origin');
  if (origin === null || knownOrigins().includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === sent.get('host');
}

/** The address under which the shopper sees the shop: what they asked for if it is one of ours, else our own. */
export async function shopOrigin(): Promise<string> {
  const asked = `${await shopperProtocol()}://${(await headers()).get('host')}`;
  return knownOrigins().find((origin) => origin === asked) ?? readEnv().origin;
}
