const SECOND = 1000;
const MEBIBYTE = 1024 * 1024;

/** What a stranger may take of the server, each with its reason. */
export const SERVER_LIMITS = {
  /** For a request's headers, so that a slow-loris does not hold a connection; a phone on a bad link needs about 2 s. */
  headersMs: 10 * SECOND,
  /** For a whole request: 1 MiB at 280 kbit/s. */
  requestMs: 30 * SECOND,
  /** How often the two above are looked at; Node.js does it every 30 s. */
  checkMs: SECOND,
  /** For a connection between two requests: longer than the 60 s of common load balancers, which must close first. */
  idleMs: 72 * SECOND,
  /**
   * For requests under way when the server closes; then they are answered 503 and cut off. Below the ten seconds after which
   * Docker kills.
   */
  graceMs: 9 * SECOND,
  /** For the last answers to be sent after that. */
  lastWordsMs: 500,
  /** For all headers of a request; Node.js answers 431 beyond it. A write key, a token and an agent take below 4 KiB. */
  headerBytes: 16 * 1024,
  /** Connections at a time: each costs a file descriptor and about 20 KiB. */
  connections: 10_000,
  /** For all bodies on their way: 128 whole ones, or as many slow ones as there are connections, 13 KiB each. */
  bodiesBytes: 128 * MEBIBYTE,
  /** For one address; a visitor makes about one request in five seconds, an office has many. */
  address: { perSecond: 50, burst: 200 },
  /** For one write key, which is public: as much as a machine of two cores takes. */
  key: { perSecond: 2000, burst: 4000 },
};

export type ServerLimits = typeof SERVER_LIMITS;
