import { readFileSync } from 'node:fs';
import { ofType } from '../lib/resources.mjs';

const LOCAL_ISSUER = new URL('../../../examples/nextjs-shop/src/server/identity/local-issuer.ts', import.meta.url);
/** Where the shop's code takes back who has signed in. */
const CALLBACK = /CALLBACK_PATH = '([^']+)'/.exec(readFileSync(LOCAL_ISSUER, 'utf8'))?.[1];
if (!CALLBACK) throw new Error(`${LOCAL_ISSUER.pathname} names no CALLBACK_PATH`);

/** Cognito sends shoppers back to where the shop listens, and knows each address by which the hosted shop calls itself. */
export function signInComesBack(changes) {
  const clients = ofType(changes, 'aws_cognito_user_pool_client');
  const callbacks = clients.flatMap(({ address, callback_urls }) => callback_urls.map((url) => ({ address, url })));
  const origins = ofType(changes, 'aws_amplify_branch')
    .filter(({ environment_variables: variables }) => variables?.OIDC_CLIENT_ID && clients.length > 0)
    .map(({ address, environment_variables: { SHOP_ORIGIN: origin } }) => ({ address, url: `${origin}${CALLBACK}` }));
  return [
    ...callbacks
      .filter(({ url }) => new URL(url).pathname !== CALLBACK)
      .map(({ address, url }) => `${address} sends shoppers back to ${url}, where the shop does not listen`),
    ...origins
      .filter(({ url }) => !callbacks.some((callback) => callback.url === url))
      .map(({ address, url }) => `${address} calls itself by an address that the sign-in does not know: ${url}`),
  ];
}

/** An app whose repository wants a token is taken over: made by Terraform, its token would stay in the state. */
export function appsWithATokenAreTakenOver(changes) {
  return changes
    .filter(({ type, address }) => type === 'aws_amplify_app' && address.startsWith('module.'))
    .filter(({ change }) => !/^https:\/\/git-codecommit\./.test(change.after.repository) && !change.importing)
    .map(({ address }) => `${address} would be made without the token that its repository wants`);
}
