// Whether a URL may be requested, and at which addresses: decided once for each hop, and connected to exactly there.
import { isIP } from 'node:net';
import { ApplicationError } from '@baton/core';
import { isBlockedAddress } from './ip-address.ts';
import type { HttpPolicy, ResolvedAddress } from './http-policy.ts';

export interface HttpTarget {
  readonly url: URL;
  /** Checked; the connection goes to one of these, whatever a second look-up would say. */
  readonly addresses: readonly ResolvedAddress[];
}

/** A request that the policy refuses. Trying again doesn't help. */
export function refusal(message: string): ApplicationError {
  return new ApplicationError('HttpRefused', message, { nonRetryable: true });
}

/** @throws {ApplicationError} `HttpRefused` if the policy forbids it; a look-up that fails can be tried again. */
export async function targetOf(text: string, policy: HttpPolicy): Promise<HttpTarget> {
  const url = parse(text);
  const host = hostnameOf(url);
  const port = portOf(url);
  if (policy.deny.has(host)) throw refusal(`${host} is this server itself`);
  const isAllowed = policy.allow.has(`${host}:${port}`) || policy.allow.has(host);
  if (!isAllowed && !policy.ports.has(port)) {
    throw refusal(`Port ${port} is not among those that may be called: ${[...policy.ports].join(', ')}`);
  }
  const addresses = await addressesOf(host, policy);
  const blocked = isAllowed ? undefined : addresses.find(({ address }) => isBlockedAddress(address));
  // One private address among public ones is refused as well: which one is taken is not for us to say.
  if (blocked !== undefined) {
    throw refusal(`${host} is at ${blocked.address}, which is not on the public internet`);
  }
  return { url, addresses };
}

function parse(text: string): URL {
  // The parser drops tabs and newlines silently; whoever sends them is up to something.
  if (hasControl(text)) throw refusal('The URL holds control characters');
  if (!URL.canParse(text)) throw refusal(`${JSON.stringify(text.slice(0, 200))} is no URL`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refusal(`Only http and https can be requested, not ${url.protocol.slice(0, 40)}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refusal('The URL holds a name or password; put them into a header');
  }
  return url;
}

// eslint-disable-next-line no-control-regex -- that is what it looks for
const hasControl = (text: string): boolean => /[\u0000-\u0020\u007f]/.test(text.trim());

/** Without brackets and without the dot at the end. */
function hostnameOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

async function addressesOf(host: string, policy: HttpPolicy): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  let found: readonly ResolvedAddress[];
  try {
    found = await policy.resolve(host);
  } catch (error) {
    throw new ApplicationError('HttpError', `${host} could not be looked up`, { cause: error });
  }
  if (found.length === 0) throw new ApplicationError('HttpError', `${host} has no address`);
  return found;
}
