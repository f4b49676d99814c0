import { cookies, headers } from 'next/headers';

export const VISITOR_COOKIE = 'shop_visitor';
export const SESSION_COOKIE = 'shop_session';

const SECONDS_A_DAY = 86_400;

export async function readCookie(name: string): Promise<string | undefined> {
  return (await cookies()).get(name)?.value;
}

/** Sets a cookie that scripts cannot read; marked secure wherever the shopper's connection is. */
export async function writeCookie(name: string, value: string, days: number): Promise<void> {
  const secure = (await headers()).get('x-forwarded-proto') === 'https';
  (await cookies()).set(name, value, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure,
    maxAge: days * SECONDS_A_DAY,
  });
}

export async function removeCookie(name: string): Promise<void> {
  (await cookies()).delete(name);
}
