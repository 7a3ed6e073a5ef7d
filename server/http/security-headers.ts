// Headers that every answer carries, and the content security policy of a page.
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

export interface HeaderOptions {
  /** Served over TLS (possibly by a proxy in front). */
  readonly https: boolean;
  /** Next's development server evaluates code and opens a web socket. */
  readonly dev: boolean;
}

export type Headers = readonly (readonly [name: string, value: string])[];

const always: Headers = [
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
];
const overTls: Headers = [...always, ['strict-transport-security', 'max-age=31536000; includeSubDomains']];

export function securityHeaders({ https }: HeaderOptions): Headers {
  return https ? overTls : always;
}

export function setSecurityHeaders(res: ServerResponse, options: HeaderOptions): void {
  for (const [name, value] of securityHeaders(options)) res.setHeader(name, value);
}

/** For what is no page: nothing may be loaded or run, should a browser ever show it as one. */
export const INERT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

export function makeNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * The policy of a page. Scripts run by nonce only, `strict-dynamic` lets those load their chunks. Style elements need the nonce, too, and no
 * markup has style attributes: React sets styles by script, which is no markup. Trusted types were tried: Next writes innerHTML itself.
 */
export function pagePolicy(nonce: string, options: HeaderOptions): string {
  const script = `'nonce-${nonce}' 'strict-dynamic'${options.dev ? " 'unsafe-eval'" : ''}`;
  return [
    "default-src 'none'",
    `script-src ${script}`,
    `style-src 'self' ${options.dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${options.dev ? ' ws: wss:' : ''}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');
}
