import { headers } from 'next/headers';
import type { ReportedShopper } from '../data';
import { MEASURED_FIELDS } from '../tracking/measured-fields';
import { CONSENT_COOKIE, readCookie } from './cookies';
import { currentUser } from './current';
import { readEnv } from './env';

/** Whether the shopper may be measured: not where they said no here, or to every site (Global Privacy Control). */
export async function mayMeasure(): Promise<boolean> {
  if ((await readCookie(CONSENT_COOKIE)) === 'denied') return false;
  return (await headers()).get('sec-gpc') !== '1';
}

/** As the contract has it. */
const MAX_ID_CHARS = 64;

/** Who the server's report of a submitted form is for; undefined where nothing is to be reported. */
export async function reportedShopper(form: FormData): Promise<ReportedShopper | undefined> {
  if (!readEnv().footfallEndpoint || !(await mayMeasure())) return undefined;
  const user = await currentUser();
  const site = (await headers()).get('host');
  const ids = MEASURED_FIELDS.map((name) => [name, String(form.get(name) ?? '').slice(0, MAX_ID_CHARS)]);
  return {
    ...Object.fromEntries(ids.filter(([, id]) => id)),
    ...(user && { userId: user.id }),
    ...(site && { site: site.slice(0, MAX_ID_CHARS) }),
  };
}
