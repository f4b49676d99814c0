import type { GroupCommitOptions } from './group-commit.js';

/** A write key. Several may hold at a time, so that a new one can be rolled out before the old one ends. */
export interface WriteKey {
  key: string;
  /** Origins that may use it, in the forms of `allowedOrigins`; empty for every allowed origin. */
  origins: string[];
  /** When it starts to hold. */
  from?: Date;
  /** When it ceases to hold. */
  until?: Date;
}

/** A token bucket: requests a second on average, and at once after a rest. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** The Cognito user pool whose tokens prove who a shopper is. */
export interface CognitoConfig {
  /** As `eu-central-1_AbCdEfGhI`; issuer and signing keys follow from it. */
  userPoolId: string;
  /** App clients whose tokens count. */
  clientIds: string[];
  /** The claim that the shop sends as `userId`. */
  userClaim: string;
}

/** What a collector allows; the fronts make it from flags and environment. */
export interface CollectorConfig {
  /** Origins that browsers may send from: exact, `https://*.shop.example`, `http://localhost:*`, or `*` for any. */
  allowedOrigins: string[];
  /** Write keys; empty where none is asked for. A text is a key that holds for ever and for every allowed origin. */
  writeKeys: (string | WriteKey)[];
  /** Keys of the shop's own servers, whose events are marked trusted; `sha256:` and 64 hex digits is a key's hash. */
  serverKeys: string[];
  /** Whether client addresses are kept whole; otherwise they are cut to /24 (IPv4) or /48 (IPv6). */
  keepFullIp: boolean;
  /** Product version, told by /health. */
  version: string;
  /** Addresses and CIDRs of proxies whose `x-forwarded-for` is believed; nobody's where it is missing. */
  trustedProxies?: string[];
  /** The CDN's header with the visitor's country, in lower case, as `cloudfront-viewer-country`; none where it is missing. */
  countryHeader?: string;
  /** Absent where shoppers' tokens are not looked at. */
  cognito?: CognitoConfig;
  /** What one address, and one write key, may send to the server front. */
  rates?: { address?: Rate; key?: Rate };
  /** When the server front writes a group of requests. */
  groupCommit?: Partial<GroupCommitOptions>;
  /** Addresses and CIDRs that may read the server front's /metrics; this machine's own where it is missing. */
  metricsFrom?: string[];
}
