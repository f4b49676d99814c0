import { BlockList, isIP } from 'node:net';

/** Says whether an address is one of a list's. */
export type AddressTest = (address: string) => boolean;

/**
 * Makes a test for addresses and networks, as `10.0.0.0/8`, `::1` or `203.0.113.7`.
 *
 * @throws RangeError naming the entry that is neither
 * @example addressTest(['10.0.0.0/8'])('10.1.2.3') // true
 */
export function addressTest(entries: string[]): AddressTest {
  if (entries.length === 0) return () => false;
  const list = new BlockList();
  for (const entry of entries) add(list, entry);
  return (address) => {
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
}

function add(list: BlockList, entry: string): void {
  const [address = '', bits, ...more] = entry.split('/');
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  const prefix = bits === undefined ? most : Number(bits);
  if (family === 0 || more.length > 0 || !/^\d*$/.test(bits ?? '') || bits === '' || prefix > most)
    throw new RangeError(`"${entry}" is no address or network`);
  list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The address of the client, where proxies stand between. `x-forwarded-for` grows from left to right; it is believed from
 * its right end for as long as the one who wrote an entry is trusted, so that nobody can put an address of his choice there.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: AddressTest,
): string | undefined {
  let client = peer && plainAddress(peer);
  const hops = forwardedFor?.split(',') ?? [];
  while (client && isTrusted(client)) {
    const hop = plainAddress(hops.pop()?.trim() ?? '');
    if (!hop) break;
    client = hop;
  }
  return client;
}

/** Without the port that some proxies add, the zone of a link, and the IPv6 form of an IPv4 address. */
function plainAddress(text: string): string | undefined {
  if (isIP(text) === 4) return text;
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  const address = bare.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 ? undefined : address;
}

/**
 * Cuts an address to its network: /24 for IPv4, /48 for IPv6, as data protection authorities recommend.
 *
 * @returns undefined for what is no address
 * @example truncateAddress('203.0.113.77') // '203.0.113.0'
 */
export function truncateAddress(address: string): string | undefined {
  const plain = plainAddress(address);
  if (!plain) return undefined;
  return isIP(plain) === 4 ? plain.replace(/\d+$/, '0') : `${expandIPv6(plain).slice(0, 3).join(':')}::`;
}

/** Whom a rate limit counts: an IPv4 address, or the /64 that one IPv6 customer has at least. */
export function limitedCaller(address: string): string {
  return isIP(address) === 6 ? expandIPv6(address).slice(0, 4).join(':') : address;
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (/^(::ffff:)?127\./i.test(address) || address === '::1');
}

function expandIPv6(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const front = head.split(':').filter(Boolean);
  const back = (tail ?? '').split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...Array.from({ length: missing }, () => '0'), ...back];
}
