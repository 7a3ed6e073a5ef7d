// The body of a JSON request, checked before anything is done with it.
import { ApiError } from '../errors.ts';
import type { Exchange } from './exchange.ts';
import { readBody } from './read-body.ts';
import { decodeBody, parseStrictJson } from './strict-json.ts';

const KIB = 1_024;
export const BODY_LIMIT_BYTES = 1_024 * KIB;
/** A design of 2,000 nodes and 5,000 edges takes about 1.5 MiB. */
export const DESIGN_LIMIT_BYTES = 4_096 * KIB;

export interface JsonBody {
  readonly text: string;
  /** What it says; known to be strict JSON. */
  readonly value: unknown;
}

/** @throws {ApiError} UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, TIMEOUT, BAD_JSON */
export async function readJson({ req }: Exchange, maxBytes: number): Promise<JsonBody> {
  requireJson(req.headers['content-type'], req.headers['content-encoding']);
  const text = decodeBody(await readBody(req, maxBytes));
  return { text, value: parseStrictJson(text) };
}

function requireJson(contentType: string | undefined, encoding: string | undefined): void {
  if (!/^application\/json(?:; *charset=utf-8)?$/i.test(contentType ?? '')) {
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE', 'Send content-type: application/json');
  }
  if (encoding !== undefined && encoding !== 'identity') {
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE', 'Send the body without content-encoding');
  }
}
