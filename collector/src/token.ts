import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { Logger } from 'pino';
import type { CognitoConfig } from './config.js';

/** Gives the user that a token proves, or undefined where it proves nobody. Never rejects. */
export type VerifyToken = (token: string) => Promise<string | undefined>;

export interface TokenParts {
  logger: Logger;
  /** How the pool's signing keys are fetched; over HTTPS where it is missing. */
  fetcher?: Fetcher;
}

/** Checks tokens of a Cognito user pool: signature, issuer, app client and time. Both ID and access tokens count. */
export function tokenVerifier(
  { userPoolId, clientIds, userClaim }: CognitoConfig,
  { logger, fetcher }: TokenParts,
): VerifyToken {
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId: clientIds, tokenUse: null },
    fetcher && { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return async (token) => {
    try {
      const claim = (await verifier.verify(token))[userClaim];
      return typeof claim === 'string' ? claim : undefined;
    } catch (error) {
      // The error's name alone: its message repeats what the sender wrote.
      logger.debug({ reason: (error as Error).name }, 'a token was not believed');
      return undefined;
    }
  };
}
