import { redirect } from 'next/navigation';
import { ATTEMPT_COOKIE, ATTEMPT_PATH, writeCookie } from '../../../server/cookies';
import { beginSignIn } from '../../../server/identity/client';
import { CALLBACK_PATH } from '../../../server/identity/local-issuer';
import { localPath } from '../../../server/local-path';
import { shopOrigin } from '../../../server/origin';

/** Days; an hour is plenty for a sign-in. */
const ATTEMPT_DAYS = 1 / 24;

/** Sends the shopper to the identity provider. */
export async function GET(request: Request): Promise<Response> {
  const next = localPath(new URL(request.url).searchParams.get('next') ?? undefined);
  const begun = await beginSignIn(`${await shopOrigin()}${CALLBACK_PATH}`, next).catch((error: unknown) => {
    console.error('shop: the identity provider does not answer', error);
    return undefined;
  });
  if (!begun) redirect('/sign-in?problem=unavailable');
  await writeCookie(ATTEMPT_COOKIE, JSON.stringify(begun.attempt), ATTEMPT_DAYS, { path: ATTEMPT_PATH });
  return new Response(null, { status: 303, headers: { location: begun.url.href } });
}
