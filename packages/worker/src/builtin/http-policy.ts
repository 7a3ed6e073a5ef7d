// Where HTTP steps may go. The guard is always on; an operator can name exceptions.
import { lookup } from 'node:dns/promises';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export interface HttpPolicy {
  /** `host:port` or `host` (any port), as the URL parser writes hosts: these go anywhere, private addresses included. */
  readonly allow: ReadonlySet<string>;
  /** Hosts that are this very server. */
  readonly deny: ReadonlySet<string>;
  readonly ports: ReadonlySet<number>;
  /** All addresses of a name. */
  readonly resolve: (hostname: string) => Promise<readonly ResolvedAddress[]>;
  readonly maxRedirects: number;
  /** Of a reply's body, after decompression. */
  readonly maxBodyBytes: number;
  /** For one attempt, redirects included. */
  readonly timeoutMs: number;
}

/** 200 KiB as text, so that the result with its headers stays below the 256 KiB of a payload. */
const MAX_BODY_BYTES = 200 * 1024;

export const defaultHttpPolicy: HttpPolicy = {
  allow: new Set(),
  deny: new Set(),
  ports: new Set([80, 443, 8080, 8443]),
  resolve: (hostname) => lookup(hostname, { all: true, verbatim: true }),
  maxRedirects: 5,
  maxBodyBytes: MAX_BODY_BYTES,
  timeoutMs: 60_000,
};

/**
 * The policy of this process: `BATON_HTTP_ALLOW` lists exceptions (`127.0.0.1:8080,api.internal`), `BATON_PUBLIC_URL` is our own
 * address, which steps may not call: that would be a loop.
 */
export function httpPolicyFrom(env: Readonly<Record<string, string | undefined>>): HttpPolicy {
  const own = hostOf(env['BATON_PUBLIC_URL'] ?? '');
  return {
    ...defaultHttpPolicy,
    allow: new Set(list(env['BATON_HTTP_ALLOW'])),
    deny: new Set(own === null ? [] : [own]),
  };
}

function list(text = ''): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
