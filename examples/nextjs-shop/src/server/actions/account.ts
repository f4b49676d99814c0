'use server';

import { refresh } from 'next/cache';
import { authenticate, endLoginSession, registerUser, SESSION_DAYS, startLoginSession, type User } from '../../data';
import { readCookie, removeCookie, SESSION_COOKIE, writeCookie } from '../cookies';
import { database } from '../database';

/** Either who is signed in now, or what to tell the shopper. */
export type SignInResult = { userId: string; problem?: undefined } | { userId?: undefined; problem: string };

const MIN_PASSWORD_CHARS = 8;
/** Longer passwords add nothing, but hashing them costs. */
const MAX_FIELD_CHARS = 200;

const field = (form: FormData, name: string) => String(form.get(name) ?? '').slice(0, MAX_FIELD_CHARS);

export async function signInAction(form: FormData): Promise<SignInResult> {
  const user = await authenticate(database(), field(form, 'email').trim(), field(form, 'password'));
  return user ? signIn(user) : { problem: 'E-mail address or password is wrong.' };
}

export async function registerAction(form: FormData): Promise<SignInResult> {
  const account = {
    email: field(form, 'email').trim(),
    name: field(form, 'name').trim(),
    password: field(form, 'password'),
  };
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(account.email))
    return { problem: 'Enter an e-mail address, as name@example.com.' };
  if (account.name === '') return { problem: 'Enter your name.' };
  if (account.password.length < MIN_PASSWORD_CHARS) {
    return { problem: `Choose a password of at least ${MIN_PASSWORD_CHARS} characters.` };
  }
  const user = await registerUser(database(), account);
  return user ? signIn(user) : { problem: 'There is an account with this e-mail address already.' };
}

async function signIn(user: User): Promise<SignInResult> {
  await writeCookie(SESSION_COOKIE, await startLoginSession(database(), user.id), SESSION_DAYS);
  refresh();
  return { userId: user.id };
}

export async function signOutAction(): Promise<void> {
  const token = await readCookie(SESSION_COOKIE);
  if (token) await endLoginSession(database(), token);
  await removeCookie(SESSION_COOKIE);
  refresh();
}
