'use server';

import { refresh } from 'next/cache';
import { CONSENT_COOKIE, writeCookie } from '../cookies';

/** A year: asked again by nobody, since the shop does not ask. */
const CONSENT_DAYS = 365;

/** Keeps what the shopper decided about being measured. */
export async function decideAction(isAllowed: boolean): Promise<void> {
  await writeCookie(CONSENT_COOKIE, isAllowed === true ? 'granted' : 'denied', CONSENT_DAYS);
  refresh();
}
