import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { type Account, authenticate, isEmail, registerAccount } from '../../data';
import { database } from '../database';
import { type SignInProblem, signInPage } from './sign-in-page';

const MIN_PASSWORD_CHARS = 8;
/** Longer passwords add nothing, but hashing them costs. */
const MAX_FIELD_CHARS = 200;
/** A form of three fields. */
const MAX_BODY_BYTES = 4096;

/** The provider's own page: shows the form, and takes it. */
export async function answerInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isKnown = await provider.interactionDetails(request, response).then(
    () => true,
    () => false,
  );
  // Too old, of another browser, or from before a restart: the shop begins anew.
  if (!isKnown) return void response.writeHead(303, { location: '/sign-in' }).end();
  if (request.method !== 'POST') return show(response, 200);
  const form = new URLSearchParams(await readText(request));
  const outcome = await (form.get('kind') === 'register' ? register(form) : signIn(form));
  if ('message' in outcome) return show(response, 422, outcome);
  await provider.interactionFinished(request, response, { login: { accountId: outcome.id } });
}

function show(response: ServerResponse, status: number, problem?: SignInProblem): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'",
  });
  response.end(signInPage(problem));
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) break;
  }
  return text;
}

const field = (form: URLSearchParams, name: string) => (form.get(name) ?? '').slice(0, MAX_FIELD_CHARS);

async function signIn(form: URLSearchParams): Promise<Account | SignInProblem> {
  const email = field(form, 'email').trim();
  const account = await authenticate(database(), email, field(form, 'password'));
  return account ?? { kind: 'sign-in', email, message: 'E-mail address or password is wrong.' };
}

async function register(form: URLSearchParams): Promise<Account | SignInProblem> {
  const [email, name, password] = [field(form, 'email').trim(), field(form, 'name').trim(), field(form, 'password')];
  const problem = (message: string): SignInProblem => ({ kind: 'register', email, name, message });
  if (!isEmail(email)) return problem('Enter an e-mail address, as name@example.com.');
  if (name === '') return problem('Enter your name.');
  if (password.length < MIN_PASSWORD_CHARS)
    return problem(`Choose a password of ${MIN_PASSWORD_CHARS} characters or more.`);
  const account = await registerAccount(database(), { email, name, password });
  return account ?? problem('There is an account with this e-mail address already.');
}
