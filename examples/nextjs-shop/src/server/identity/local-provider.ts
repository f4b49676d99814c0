import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Configuration, type JWK, Provider } from 'oidc-provider';
import { findAccount } from '../../data';
import { database } from '../database';
import { readEnv } from '../env';
import { answerInteraction } from './interaction';
import { CALLBACK_PATH, knownOrigins, LOCAL_CLIENT_ID, LOCAL_PATH, localIssuer } from './local-issuer';

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * An OpenID Connect provider of the same shape as Cognito, for the one-machine shape: authorization code with PKCE, a
 * public client, its own sign-in page. Keys, sessions and grants live in this process: after a restart people sign in at
 * the provider again, while their session with the shop goes on.
 */
function createProvider(): Provider {
  const origins = knownOrigins();
  const configuration: Configuration = {
    clients: [
      {
        client_id: LOCAL_CLIENT_ID,
        client_name: 'Northbyte',
        redirect_uris: origins.map((origin) => `${origin}${CALLBACK_PATH}`),
        post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // As Cognito does: the shop needs no second request to know who it is.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true, logoutSource: logOutAtOnce } },
    interactions: { url: (_context, interaction) => `${LOCAL_PATH}/interaction/${interaction.uid}` },
    ttl: { Interaction: HOUR, Session: DAY, Grant: DAY, AccessToken: HOUR, IdToken: HOUR, AuthorizationCode: 60 },
    async findAccount(_context, accountId) {
      const account = await findAccount(database(), accountId);
      if (!account) return undefined;
      const claims = { sub: account.id, email: account.email, email_verified: false, name: account.name };
      return { accountId: account.id, claims: () => claims };
    },
    // The shop is the provider's only client and belongs to it: there is nothing to consent to.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session?.accountId as string,
        clientId: oidc.client?.clientId as string,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
  const provider = new Provider(localIssuer(), configuration);
  provider.proxy = true;
  provider.on('server_error', (_context, error) => console.error(`shop: sign-in: ${error.message}`));
  return provider;
}

function signingKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), use: 'sig', alg: 'ES256', kid: 'local' };
}

/** Who presses the shop's "Sign out" need not be asked a second time; the form is sent by its own button's script. */
function logOutAtOnce(context: { body: unknown }, form: string): void {
  context.body = `<!doctype html><html lang="en"><title>Signing out</title><body>${form}
    <button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
    <script>document.querySelector('button').click()</script></body></html>`;
}

const holder = globalThis as typeof globalThis & { shopProvider?: Provider };

/** Answers a request to the local provider. Not found where another provider is set. */
export async function serveProvider(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (readEnv().oidc) {
    response.writeHead(404).end();
    return;
  }
  holder.shopProvider ??= createProvider();
  const provider = holder.shopProvider;
  if (request.url?.startsWith(`${LOCAL_PATH}/interaction/`)) return answerInteraction(provider, request, response);
  // As Express mounts it: the provider reads where it stands from the difference of the two.
  Object.assign(request, { originalUrl: request.url, url: request.url?.slice(LOCAL_PATH.length) });
  await provider.callback()(request, response);
}
