// Cross-site request forgery: a call that rides on a cookie must prove that it comes from our own pages.
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../errors.ts';

/** What our own pages send with every mutation; another site can't without a preflight, which is never answered. */
export const CSRF_HEADER = 'x-baton-csrf';

/** @throws {ApiError} CSRF, if the request could have been caused by another site. */
export function requireSameOrigin(req: IncomingMessage, origin: string): void {
  const site = req.headers['sec-fetch-site'];
  const reads = isRead(req);
  const allowed = reads ? ['same-origin', 'none'] : ['same-origin'];
  if (site !== undefined && !allowed.includes(site)) {
    throw new ApiError('CSRF', 'The request comes from another site');
  }
  const from = req.headers.origin;
  if (from !== undefined && from !== origin) {
    throw new ApiError('CSRF', `The request comes from another origin than ${origin}`);
  }
  if (!reads && from === undefined && site === undefined) {
    throw new ApiError('CSRF', 'The request does not say where it comes from (Origin)');
  }
}

/** @throws {ApiError} CSRF */
export function requireCsrfHeader(req: IncomingMessage): void {
  if (!isRead(req) && req.headers[CSRF_HEADER] !== '1') {
    throw new ApiError('CSRF', `Send the header ${CSRF_HEADER}: 1`);
  }
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}
