import { endLoginSession } from '../../data';
import { ID_TOKEN_COOKIE, readCookie, removeCookie, SESSION_COOKIE, VISITOR_COOKIE } from '../../server/cookies';
import { database } from '../../server/database';
import { signOutUrl } from '../../server/identity/client';
import { isOwnForm, shopOrigin } from '../../server/origin';

/**
 * Ends the shop's session and then the provider's. A POST of the shop's own pages, so that no other site's link, picture or form can
 * do it. The cart stays with the account: the next person at this browser does not see it.
 */
export async function POST(): Promise<Response> {
  if (!(await isOwnForm())) return new Response('Sign out on a page of the shop.\n', { status: 403 });
  const [token, idToken] = await Promise.all([readCookie(SESSION_COOKIE), readCookie(ID_TOKEN_COOKIE)]);
  const origin = await shopOrigin();
  if (token) await endLoginSession(database(), token);
  await removeCookie(SESSION_COOKIE);
  await removeCookie(ID_TOKEN_COOKIE, '/sign-out');
  await removeCookie(VISITOR_COOKIE);
  // A provider that is away must not keep anybody signed in here.
  const url = await signOutUrl(`${origin}/`, idToken).catch(() => undefined);
  return new Response(null, { status: 303, headers: { location: url?.href ?? '/' } });
}
