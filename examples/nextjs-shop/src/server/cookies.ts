import { cookies } from 'next/headers';
import { shopperProtocol } from './origin';

export const VISITOR_COOKIE = 'shop_visitor';
export const SESSION_COOKIE = 'shop_session';
/** What was begun at the identity provider. */
export const ATTEMPT_COOKIE = 'shop_attempt';
export const ATTEMPT_PATH = '/sign-in';
/** The provider's word for who is signed in, which it wants to hear again when they sign out. */
export const ID_TOKEN_COOKIE = 'shop_id_token';
/** There for the tracker alone: somebody has signed in just now. */
export { SIGNED_IN_COOKIE } from '../tracking/signed-in-cookie';
/** `denied` where the shopper does not want to be measured. */
export const CONSENT_COOKIE = 'shop_consent';

const SECONDS_A_DAY = 86_400;

export async function readCookie(name: string): Promise<string | undefined> {
  return (await cookies()).get(name)?.value;
}

/** Sets a cookie that scripts cannot read unless told so; marked secure wherever the shopper's connection is. */
export async function writeCookie(
  name: string,
  value: string,
  days: number,
  { path = '/', isScriptable = false }: { path?: string; isScriptable?: boolean } = {},
): Promise<void> {
  const secure = (await shopperProtocol()) === 'https';
  (await cookies()).set(name, value, {
    httpOnly: !isScriptable,
    sameSite: 'lax',
    path,
    secure,
    maxAge: Math.round(days * SECONDS_A_DAY),
  });
}

export async function removeCookie(name: string, path = '/'): Promise<void> {
  (await cookies()).delete({ name, path });
}
