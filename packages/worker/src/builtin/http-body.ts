// Reading a reply without trusting it: every byte is counted, also those that decompression makes.
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ApplicationError, type Json } from '@baton/core';

const decoders: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** The whole body, decompressed. @throws {ApplicationError} `HttpReplyTooLarge` above `maxBytes`: a gzip bomb ends there. */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  };
  const name = (encoding ?? 'identity').trim().toLowerCase();
  const decoder = decoders.get(name);
  if (decoder === undefined && name !== 'identity' && name !== '') {
    body.destroy();
    throw new ApplicationError('HttpError', `The reply is encoded as ${name.slice(0, 60)}`, {
      nonRetryable: true,
    });
  }
  try {
    if (decoder === undefined) await pipeline(body, collect);
    else await pipeline(body, decoder(), collect);
  } catch (error) {
    // The pipeline tells of its own breaking off, not always of why.
    throw size > maxBytes ? tooLarge(maxBytes) : error;
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): ApplicationError {
  const message = `The reply is larger than ${Math.floor(maxBytes / 1024)} KiB; use an activity that stores it`;
  return new ApplicationError('HttpReplyTooLarge', message, { nonRetryable: true });
}

export interface DecodedBody {
  readonly body: Json;
  /** How `body` is to be read. */
  readonly encoding: 'json' | 'text' | 'base64';
}

/** JSON where the reply says so, text where it can be, else base64. */
export function decodeBody(bytes: Buffer, contentType: string): DecodedBody {
  if (bytes.length === 0) return { body: null, encoding: 'json' };
  const text = textOf(bytes);
  if (text === null) return { body: bytes.toString('base64'), encoding: 'base64' };
  if (!/[/+]json\b/i.test(contentType)) return { body: text, encoding: 'text' };
  try {
    return { body: JSON.parse(text) as Json, encoding: 'json' };
  } catch {
    return { body: text, encoding: 'text' };
  }
}

/** The text, unless it isn't UTF-8 or holds NUL, which the database can't store. */
function textOf(bytes: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
