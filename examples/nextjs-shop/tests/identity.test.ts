import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Attempt, beginSignIn, finishSignIn, identitySource, signOutUrl } from '../src/server/identity/client';

// A provider as Cognito is one: another host than the shop, a confidential client, configured by the environment alone.
const CALLBACK = 'http://localhost:3999/sign-in/callback';
const SECRET = 'a-secret-of-the-app-client';

let server: Server;
let issuer = '';

beforeAll(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'shop',
        client_secret: SECRET,
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
    pkce: { required: () => true },
    async findAccount(_, id) {
      return { accountId: id, claims: () => ({ sub: id, email: `${id}@example.com`, name: 'Ada Byron' }) };
    },
  });
  server.on('request', provider.callback());
  Object.assign(process.env, {
    SHOP_DATABASE_URL: 'postgres://nobody@localhost/none',
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: 'shop',
    OIDC_CLIENT_SECRET: SECRET,
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  (globalThis as { shopOidc?: unknown }).shopOidc = undefined;
});

/** Goes through the provider's development pages as a browser would. @returns the address that the shop is called back at */
async function signInAt(url: URL, login: string): Promise<URL> {
  const cookies = new Map<string, string>();
  const visit = async (address: string, body?: Record<string, string>): Promise<Response> => {
    const answer = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body && { method: 'POST', body: new URLSearchParams(body) }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  let address = url.href;
  for (let steps = 0; steps < 20; steps++) {
    const answer = await visit(address);
    const location = answer.headers.get('location');
    if (location) {
      address = new URL(location, address).href;
      if (address.startsWith(CALLBACK)) return new URL(address);
      continue;
    }
    const html = await answer.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1] ?? '';
    const prompt = /name="prompt" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const sent = await visit(new URL(action, address).href, { prompt, login, password: 'any' });
    address = new URL(sent.headers.get('location') ?? '', address).href;
  }
  throw new Error('the provider never came back');
}

describe('a provider that is set by the environment', () => {
  it('tells who has signed in, over a code with PKCE', async () => {
    const { url, attempt } = await beginSignIn(CALLBACK, '/cart');
    expect(url.origin).toBe(issuer);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    const { identity } = await finishSignIn(await signInAt(url, 'ada'), attempt);
    expect(identity).toEqual({ provider: issuer, subject: 'ada', email: 'ada@example.com', name: 'Ada Byron' });
    expect(attempt.next).toBe('/cart');
  });

  it.each<[string, Partial<Attempt>]>([
    ['state', { state: 'of-somebody-else' }],
    ['nonce', { nonce: 'of-somebody-else' }],
    ['PKCE verifier', { verifier: 'x'.repeat(43) }],
  ])('is not believed where the %s is not that of this browser’s attempt', async (_, change) => {
    const { url, attempt } = await beginSignIn(CALLBACK, '/');
    const callback = await signInAt(url, 'ada');
    await expect(finishSignIn(callback, { ...attempt, ...change })).rejects.toThrow();
  });

  it('takes a code once', async () => {
    const { url, attempt } = await beginSignIn(CALLBACK, '/');
    const callback = await signInAt(url, 'ada');
    await finishSignIn(callback, attempt);
    await expect(finishSignIn(callback, attempt)).rejects.toThrow();
  });

  it('is asked again by the next shopper after it was away', async () => {
    process.env.OIDC_ISSUER = 'http://localhost:9';
    await expect(beginSignIn(CALLBACK, '/')).rejects.toThrow();
    process.env.OIDC_ISSUER = issuer;
    await expect(beginSignIn(CALLBACK, '/')).resolves.toBeDefined();
  });

  it('is asked to end its session, by the standard’s names and by Cognito’s', async () => {
    const url = await signOutUrl('http://localhost:3999/', 'token');
    expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
      client_id: 'shop',
      id_token_hint: 'token',
      post_logout_redirect_uri: 'http://localhost:3999/',
      logout_uri: 'http://localhost:3999/',
    });
  });
});

describe('the source of an identity', () => {
  it.each([
    [undefined, 'local'],
    ['https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_x', 'cognito'],
    ['https://id.example', 'id.example'],
  ])('of %s is %s', (value, source) => {
    const before = process.env.OIDC_ISSUER;
    process.env.OIDC_ISSUER = value ?? '';
    expect(identitySource()).toBe(source);
    process.env.OIDC_ISSUER = before;
  });
});
