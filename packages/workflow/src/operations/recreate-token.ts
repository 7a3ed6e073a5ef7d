// A token for `recreateSession`: which worker, and what the session had. It grants nothing, so it is checked, not signed.
import { ValidationError, type WorkerKey } from '@baton/core';

export interface Recreate {
  readonly workerKey: WorkerKey;
  readonly resources: Readonly<Record<string, number>>;
  readonly taskQueue: string | null;
  readonly buildId?: string;
}

const prefix = 'bs1';

/** URL-safe text. */
export function recreateTokenFor({ workerKey, resources, taskQueue, buildId }: Recreate): string {
  const body = toHex(
    JSON.stringify([workerKey, taskQueue, resources, ...(buildId === undefined ? [] : [buildId])]),
  );
  return `${prefix}.${body}.${checksum(body)}`;
}

/** @throws {ValidationError} if it is no such token. */
export function readRecreateToken(token: string): Recreate {
  const [version, body = '', sum, more] = typeof token === 'string' ? token.split('.') : [];
  if (version !== prefix || more !== undefined || checksum(body) !== sum) {
    throw new ValidationError('not a token of a session', 'token');
  }
  // The checksum says that it is ours, and whole.
  const [workerKey, taskQueue, resources, buildId] = JSON.parse(fromHex(body)) as [
    WorkerKey,
    string | null,
    Recreate['resources'],
    string?,
  ];
  return { workerKey, taskQueue, resources, ...(buildId === undefined ? {} : { buildId }) };
}

function toHex(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(hex: string): string {
  const bytes = hex.match(/../g) ?? [];
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => parseInt(byte, 16)));
}

function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
