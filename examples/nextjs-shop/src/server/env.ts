/** The shop's settings, read at run time: a build knows none of them. */
export interface ShopEnv {
  databaseUrl: string;
  /** Certificate (PEM) of the authority that vouches for the database; undefined where everybody's authorities do. */
  databaseCa: string | undefined;
  /** The collector to which the shop passes its events on; undefined leaves the shop untracked. */
  footfallEndpoint: string | undefined;
  /** Marks what the shop's server reports as the shop's own word. */
  footfallServerKey: string | undefined;
  /** Undefined for the local provider. */
  oidc: OidcEnv | undefined;
  /** Where the shop is reached, for the local provider. */
  origin: string;
}

/** An identity provider, as Amazon Cognito. */
export interface OidcEnv {
  issuer: string;
  clientId: string;
  /** Undefined for a public client. */
  clientSecret: string | undefined;
}

/** Reads and checks the environment. Throws with a message that names the variable and an example. */
export function readEnv(env: NodeJS.ProcessEnv = process.env): ShopEnv {
  return {
    databaseUrl: readDatabaseUrl(env.SHOP_DATABASE_URL),
    databaseCa: readCertificate(env.SHOP_DATABASE_CA),
    footfallEndpoint: readUrl('FOOTFALL_ENDPOINT', env.FOOTFALL_ENDPOINT, 'http://localhost:8787/clickstream'),
    footfallServerKey: env.FOOTFALL_SERVER_KEY || undefined,
    oidc: readOidc(env),
    origin: readUrl('SHOP_ORIGIN', env.SHOP_ORIGIN, 'https://shop.example') ?? `http://localhost:${env.PORT || 3000}`,
  };
}

function readDatabaseUrl(value: string | undefined): string {
  const example = 'postgres://user:password@localhost:5432/shop';
  if (!value) throw new Error(`SHOP_DATABASE_URL is not set: give the shop's PostgreSQL database, as ${example}`);
  // The value itself may hold a password and stays out of the message.
  if (!/^postgres(ql)?:\/\//.test(value)) throw new Error(`SHOP_DATABASE_URL is not a PostgreSQL URL, as ${example}`);
  return value;
}

/** Before the instance has written its certificate, the parameter says `none yet`. */
function readCertificate(value: string | undefined): string | undefined {
  if (!value) return undefined;
  if (value.includes('-----BEGIN CERTIFICATE-----')) return value;
  throw new Error('SHOP_DATABASE_CA is no certificate: give it in PEM, from -----BEGIN CERTIFICATE----- on');
}

function readUrl(name: string, value: string | undefined, example: string): string | undefined {
  if (!value) return undefined;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/$/, '');
  throw new Error(`${name} is not a URL: ${value}; give it as ${example}`);
}

function readOidc(env: NodeJS.ProcessEnv): OidcEnv | undefined {
  const issuer = readUrl(
    'OIDC_ISSUER',
    env.OIDC_ISSUER,
    'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_x',
  );
  if (!issuer) return undefined;
  if (!env.OIDC_CLIENT_ID) throw new Error('OIDC_CLIENT_ID is not set: give the app client that OIDC_ISSUER knows');
  return { issuer, clientId: env.OIDC_CLIENT_ID, clientSecret: env.OIDC_CLIENT_SECRET || undefined };
}
