/** Which addresses are not of the public network, so that a page must not lead there. Pure. */
import { BlockList, isIP } from 'node:net';

/** The networks that are no public ones: RFC 6890 and its successors. */
const NETWORKS = /** @type {const} */ ([
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]);

const PRIVATE = new BlockList();
for (const [network, bits, family] of NETWORKS) PRIVATE.addSubnet(network, bits, family);

/** Prefixes of IPv6 addresses that carry one of IPv4 in their last 32 bits: RFC 4291, 2.5.5; RFC 6052, 2.1. */
const CARRIERS = new BlockList();
CARRIERS.addSubnet('::', 96, 'ipv6');
CARRIERS.addSubnet('::ffff:0:0', 96, 'ipv6');
CARRIERS.addSubnet('64:ff9b::', 96, 'ipv6');

/**
 * @param {string} address of IPv4 or IPv6, without brackets
 */
export function isPrivate(address) {
  const family = isIP(address);
  if (family === 4) return PRIVATE.check(address, 'ipv4');
  // what is no address is none of the public network either
  if (family !== 6) return true;
  const [bare = ''] = address.split('%');
  if (PRIVATE.check(bare, 'ipv6')) return true;
  // 6to4 leads to the address in it: RFC 3056
  const groups = groupsOf(bare);
  const carried = CARRIERS.check(bare, 'ipv6')
    ? groups.slice(6)
    : groups[0] === 0x2002
      ? groups.slice(1, 3)
      : undefined;
  if (carried === undefined) return false;
  const [high = 0, low = 0] = carried;
  return isPrivate([high >> 8, high & 255, low >> 8, low & 255].join('.'));
}

/** The eight groups of an address of IPv6. @param {string} address */
function groupsOf(address) {
  // URLs write it in groups alone
  const text = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const read = (/** @type {string} */ part) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const first = read(head);
  if (tail === undefined) return first;
  const last = read(tail);
  return [...first, ...Array(8 - first.length - last.length).fill(0), ...last];
}

/**
 * Whether the host of a URL is private by its name alone; of other names the network has to be asked.
 * @param {string} hostname as URLs have it
 */
export function isPrivateName(hostname) {
  const bare = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(bare)) return isPrivate(bare);
  return bare === 'localhost' || bare.endsWith('.localhost') || bare.endsWith('.internal');
}
