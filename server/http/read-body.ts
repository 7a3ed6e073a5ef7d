// The body of a request, with its limits applied before anything is parsed.
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../errors.ts';

/** Longer than any honest client needs for 4 MiB; shorter than an attacker wants. */
const BODY_TIMEOUT_MS = 30_000;

/**
 * All bytes of the body.
 * @throws {ApiError} PAYLOAD_TOO_LARGE as soon as it is known, TIMEOUT after 30 s.
 */
export function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const announced = Number(req.headers['content-length'] ?? 0);
  if (announced > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      finish();
      reject(new ApiError('TIMEOUT', 'The body did not arrive in time'));
    }, BODY_TIMEOUT_MS);
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) {
        finish();
        reject(tooLarge(maxBytes));
        return;
      }
      chunks.push(chunk);
    };
    const onEnd = (): void => {
      finish();
      resolve(Buffer.concat(chunks, size));
    };
    const onClose = (): void => {
      finish();
      reject(new ApiError('INVALID_INPUT', 'The request was cut off'));
    };
    const finish = (): void => {
      clearTimeout(timer);
      req.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    };
    req.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError('PAYLOAD_TOO_LARGE', `The body is larger than ${maxBytes / 1024} KiB`);
}
