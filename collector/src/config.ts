/** What a collector allows; the fronts make it from flags and environment. */
export interface CollectorConfig {
  /** Origins that browsers may send from: exact, `https://*.shop.example`, `http://localhost:*`, or `*` for any. */
  allowedOrigins: string[];
  /** Write keys; empty where none is asked for. */
  writeKeys: string[];
  /** Keys of the shop's own servers, whose events are marked trusted. */
  serverKeys: string[];
  /** Whether client addresses are kept whole; otherwise they are cut to /24 (IPv4) or /48 (IPv6). */
  keepFullIp: boolean;
  /** Product version, told by /health. */
  version: string;
}
