// Which addresses an HTTP step may never reach: everything that is not plainly on the public internet.
//
// Decided on the bytes, never on the text: `127.1`, `0x7f000001`, `::ffff:7f00:1` and `64:ff9b::7f00:1` are one address.
import { isIPv4, isIPv6 } from 'node:net';

type Range = readonly [prefix: string, bits: number];

/** IANA special-purpose registry, as of 2026: private, shared, loopback, link-local (cloud metadata), test, multicast, reserved. */
const blockedV4: readonly Range[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Of IPv6 only 2000::/3 is the internet; these parts of it are not. */
const blockedV6: readonly Range[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
];

/** Prefixes behind which an IPv4 address stands, and at which byte: mapped, compatible, NAT64 (both), 6to4. */
const embeddings: readonly (readonly [...Range, at: number])[] = [
  ['::ffff:0:0', 96, 12],
  ['::ffff:0:0:0', 96, 12],
  ['::', 96, 12],
  ['64:ff9b::', 96, 12],
  ['64:ff9b:1::', 48, 12],
  ['2002::', 16, 2],
];

/** Whether an address (as text, without brackets) must not be connected to. What is no address is blocked. */
export function isBlockedAddress(address: string): boolean {
  if (isIPv4(address)) return isBlockedV4(bytesOfV4(address));
  // A zone (`fe80::1%eth0`) names an interface of this machine.
  if (!isIPv6(address) || address.includes('%')) return true;
  const bytes = bytesOfV6(address);
  for (const [prefix, bits, at] of embeddings) {
    if (!isWithin(bytes, bytesOfV6(prefix), bits)) continue;
    // Local-use NAT64 and 6to4 lead who knows where; the others are as good as the address inside.
    return prefix === '64:ff9b:1::' || isBlockedV4(bytes.slice(at, at + 4));
  }
  const isGlobal = ((bytes[0] ?? 0) & 0xe0) === 0x20;
  return !isGlobal || blockedV6.some(([prefix, bits]) => isWithin(bytes, bytesOfV6(prefix), bits));
}

function isBlockedV4(bytes: readonly number[]): boolean {
  return blockedV4.some(([prefix, bits]) => isWithin(bytes, bytesOfV4(prefix), bits));
}

function isWithin(bytes: readonly number[], prefix: readonly number[], bits: number): boolean {
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 0xff : (0xff00 >> (bits - bit)) & 0xff;
    if (((bytes[bit / 8] ?? 0) & mask) !== ((prefix[bit / 8] ?? 0) & mask)) return false;
  }
  return true;
}

function bytesOfV4(address: string): readonly number[] {
  return address.split('.').map(Number);
}

/** The 16 bytes of an IPv6 address that is known to be one. */
function bytesOfV6(address: string): readonly number[] {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const [, head = '', dotted = ''] = tail ?? [];
  const text = tail === null ? address : head + hexOfV4(dotted);
  const [left = '', right] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groups(left);
  const after = right === undefined ? [] : groups(right);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function hexOfV4(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytesOfV4(address);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
