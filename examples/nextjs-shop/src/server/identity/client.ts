import * as oidc from 'openid-client';
import type { Identity } from '../../data';
import { readEnv } from '../env';
import { LOCAL_CLIENT_ID, localIssuer } from './local-issuer';

/** What a browser keeps between leaving for the provider and coming back; in a cookie that scripts cannot read. */
export interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
  /** Where to go afterwards. */
  next: string;
}

const SCOPE = 'openid email profile';
/** How long the provider may take to answer the shop's server. */
const TIMEOUT_SECONDS = 10;

// Discovered once a process; a failure is forgotten, so that the next shopper tries again.
const holder = globalThis as typeof globalThis & { shopOidc?: Promise<oidc.Configuration> | undefined };

function configuration(): Promise<oidc.Configuration> {
  holder.shopOidc ??= discover().catch((error: unknown) => {
    holder.shopOidc = undefined;
    throw error;
  });
  return holder.shopOidc;
}

async function discover(): Promise<oidc.Configuration> {
  const settings = readEnv().oidc ?? { issuer: localIssuer(), clientId: LOCAL_CLIENT_ID, clientSecret: undefined };
  const issuer = new URL(settings.issuer);
  const authentication = settings.clientSecret ? oidc.ClientSecretPost(settings.clientSecret) : oidc.None();
  return oidc.discovery(issuer, settings.clientId, undefined, authentication, {
    timeout: TIMEOUT_SECONDS,
    // The local provider is asked over the loopback address; any other has a certificate.
    execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
  });
}

/** Begins the authorization-code flow with PKCE. @returns the provider's page to go to, and what to remember meanwhile */
export async function beginSignIn(redirectUri: string, next: string): Promise<{ url: URL; attempt: Attempt }> {
  const attempt = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    next,
  };
  const url = oidc.buildAuthorizationUrl(await configuration(), {
    redirect_uri: redirectUri,
    scope: SCOPE,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
  return { url, attempt };
}

/** Exchanges the code that the provider sent along. Throws where the answer is not to this browser's attempt. */
export async function finishSignIn(callback: URL, attempt: Attempt): Promise<{ identity: Identity; idToken: string }> {
  const config = await configuration();
  const tokens = await oidc.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier: attempt.verifier,
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims || !tokens.id_token) throw new Error('the identity provider sent no identity');
  // Cognito puts both into the id token; a provider that keeps them apart is asked.
  const { email, name } = claims.email ? claims : await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  const address = String(email ?? '');
  return {
    identity: {
      provider: readEnv().oidc?.issuer ?? 'local',
      subject: claims.sub,
      email: address,
      name: String(name ?? address.split('@')[0] ?? ''),
    },
    idToken: tokens.id_token,
  };
}

/** The provider's page that ends its own session, undefined where it has none. */
export async function signOutUrl(backTo: string, idToken: string | undefined): Promise<URL | undefined> {
  const config = await configuration();
  if (!config.serverMetadata().end_session_endpoint) return undefined;
  return oidc.buildEndSessionUrl(config, {
    post_logout_redirect_uri: backTo,
    ...(idToken && { id_token_hint: idToken }),
    // Cognito's name for the same.
    logout_uri: backTo,
  });
}

/** How events name the source of an identity. */
export function identitySource(): string {
  const issuer = readEnv().oidc?.issuer;
  if (!issuer) return 'local';
  const { host } = new URL(issuer);
  return host.startsWith('cognito-idp.') ? 'cognito' : host;
}
