// What a remote worker shows with each call: which registered life of which worker it is, under which key. Signed, so that no key can
// speak for the workers of another, and nothing has to be looked up.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WorkerId, WorkerKey } from '@baton/core';
import { actorOf, type Known } from '../context.ts';
import { ApiError } from '../errors.ts';

export interface RemoteIdentity {
  readonly workerId: WorkerId;
  readonly workerKey: WorkerKey;
  readonly taskQueues: readonly string[];
  /** Who registered it: `key:<id>`. */
  readonly owner: string;
  readonly leaseMs: number;
}

export interface Credentials {
  sign(identity: RemoteIdentity): string;
  /** @throws {ApiError} INVALID_TOKEN, unless it was signed here for this caller */
  verify(credential: string, caller: Known): RemoteIdentity;
}

export function makeCredentials(secret: string): Credentials {
  const macOf = (text: string): Buffer => createHmac('sha256', secret).update(`worker.${text}`).digest();
  return {
    sign: (identity) => {
      const text = Buffer.from(JSON.stringify(identity)).toString('base64url');
      return `${text}.${macOf(text).toString('base64url')}`;
    },
    verify: (credential, caller) => {
      const [text = '', mac = ''] = credential.split('.');
      const found = Buffer.from(mac, 'base64url');
      const wanted = macOf(text);
      if (found.length === wanted.length && timingSafeEqual(found, wanted)) {
        const identity = JSON.parse(Buffer.from(text, 'base64url').toString()) as RemoteIdentity;
        if (identity.owner === actorOf(caller)) return identity;
      }
      throw new ApiError('INVALID_TOKEN', 'This is no credential of a worker that this key has registered');
    },
  };
}
