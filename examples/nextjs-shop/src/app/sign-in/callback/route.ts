import { redirect } from 'next/navigation';
import { adoptVisitor, findOrAddUser, SESSION_DAYS, startLoginSession } from '../../../data';
import {
  ATTEMPT_COOKIE,
  ATTEMPT_PATH,
  ID_TOKEN_COOKIE,
  readCookie,
  removeCookie,
  SESSION_COOKIE,
  SIGNED_IN_COOKIE,
  writeCookie,
} from '../../../server/cookies';
import { database } from '../../../server/database';
import { type Attempt, finishSignIn } from '../../../server/identity/client';
import { localPath } from '../../../server/local-path';
import { shopOrigin } from '../../../server/origin';
import { ensureVisitor } from '../../../server/visitor';

/** Days; the next page reads it at once. */
const NOTICE_DAYS = 1 / 24 / 60;

/** Where the identity provider sends the shopper back to. */
export async function GET(request: Request): Promise<Response> {
  const attempt = parseAttempt(await readCookie(ATTEMPT_COOKIE));
  await removeCookie(ATTEMPT_COOKIE, ATTEMPT_PATH);
  if (!attempt) redirect('/sign-in?problem=expired');
  const callback = new URL(`${await shopOrigin()}${new URL(request.url).pathname}${new URL(request.url).search}`);
  const signedIn = await finishSignIn(callback, attempt).catch((error: unknown) => {
    console.error('shop: a sign-in was refused', error);
    return undefined;
  });
  if (!signedIn) redirect('/sign-in?problem=refused');
  const user = await findOrAddUser(database(), signedIn.identity);
  await adoptVisitor(database(), await ensureVisitor(), user.id);
  await writeCookie(SESSION_COOKIE, await startLoginSession(database(), user.id), SESSION_DAYS);
  await writeCookie(ID_TOKEN_COOKIE, signedIn.idToken, SESSION_DAYS, { path: '/sign-out' });
  // Told to the page's tracker, once, which removes it.
  await writeCookie(SIGNED_IN_COOKIE, '1', NOTICE_DAYS, { isScriptable: true });
  redirect(localPath(attempt.next));
}

function parseAttempt(text: string | undefined): Attempt | undefined {
  try {
    return text ? (JSON.parse(text) as Attempt) : undefined;
  } catch {
    return undefined;
  }
}
