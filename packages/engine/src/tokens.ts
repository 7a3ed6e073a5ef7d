// Signing and checking completion tokens. The mac only keeps junk away: whether a token still counts, storage decides by attempt and epoch.
import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  decodeTokenPayload,
  encodeTokenPayload,
  InvalidTokenError,
  joinToken,
  runRef,
  signedPart,
  splitToken,
  type ActivityId,
  type RunId,
  type TokenPayload,
  type TokenScope,
} from '@baton/core';
import type { ActivityTarget } from './storage.ts';

/** A key to sign with. `id` is written into each token: 1 to 32 letters, digits, `_`, `-`. `secret`: at least 32 bytes. */
export interface TokenKey {
  readonly id: string;
  readonly secret: string | Uint8Array;
}

export interface TokenKeys {
  /** Signs, and checks. */
  readonly current: TokenKey;
  /** Still checked, until all its tokens are over: for rotation. */
  readonly previous?: readonly TokenKey[];
}

export interface TokenOptions {
  /** Not valid from this instant on. Default: no limit of its own. */
  readonly expiresAtMs?: number;
  /** `heartbeat`: tells progress, can't end anything. Default `full`. */
  readonly scope?: TokenScope;
}

export interface TokenSigner {
  /** Valid over retries of the activity, until it is closed. */
  activityToken(
    of: { readonly runId: RunId; readonly activityId: ActivityId },
    options?: TokenOptions,
  ): string;
  /** Valid for this attempt only. */
  attemptToken(
    of: {
      readonly runId: RunId;
      readonly activityId: ActivityId;
      readonly attempt: number;
      readonly epoch: number;
    },
    options?: TokenOptions,
  ): string;
  /**
   * Which activity the token speaks for, once its mac was found right.
   * @throws {InvalidTokenError} if it is malformed, forged, expired, of an unknown key, or not made for `wanted`.
   */
  verify(token: string, nowMs: number, wanted: TokenScope): ActivityTarget;
}

const MIN_SECRET_BYTES = 32;

/** @throws {RangeError} for an id or a secret that is not as `TokenKey` says. */
export function createTokenSigner({ current, previous = [] }: TokenKeys): TokenSigner {
  const keys = new Map([current, ...previous].map((key) => [key.id, secretOf(key)]));
  const sign = (payload: TokenPayload): string => {
    const signed = signedPart(current.id, encodeTokenPayload(payload));
    return joinToken(signed, macOf(secretOf(current), signed).toString('base64url'));
  };
  return {
    activityToken: ({ runId, activityId }, options) =>
      sign({ runId, activityId, attempt: null, epoch: null, ...withDefaults(options) }),
    attemptToken: ({ runId, activityId, attempt, epoch }, options) =>
      sign({ runId, activityId, attempt, epoch, ...withDefaults(options) }),
    verify: (token, nowMs, wanted) => {
      const payload = checked(keys, token);
      const isExpired = payload?.expiresAtMs !== null && payload !== null && payload.expiresAtMs <= nowMs;
      if (payload === null || isExpired || (wanted === 'full' && payload.scope !== 'full')) {
        throw new InvalidTokenError('The token is not valid');
      }
      return { ...runRef(payload.runId), ...pick(payload) };
    },
  };
}

/** `null` unless the mac is right. Nothing of the payload is read before that. */
function checked(keys: ReadonlyMap<string, Buffer>, token: string): TokenPayload | null {
  const parts = splitToken(token);
  const secret = parts === null ? undefined : keys.get(parts.keyId);
  if (parts === null || secret === undefined) return null;
  const wanted = macOf(secret, parts.signed);
  const found = Buffer.from(parts.mac, 'base64url');
  // A mac has one text only: what decodes to the same bytes but is written otherwise was tampered with.
  const isRight = found.length === wanted.length && timingSafeEqual(found, wanted);
  return isRight && found.toString('base64url') === parts.mac ? decodeTokenPayload(parts.payload) : null;
}

function macOf(secret: Buffer, signed: string): Buffer {
  return createHmac('sha256', secret).update(signed).digest();
}

function secretOf({ id, secret }: TokenKey): Buffer {
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) {
    throw new RangeError('A token key id is 1 to 32 letters, digits, underscores or hyphens');
  }
  const bytes = Buffer.from(secret as string);
  if (bytes.length < MIN_SECRET_BYTES) {
    throw new RangeError(
      `The secret of token key ${id} has ${bytes.length} bytes; it needs ${MIN_SECRET_BYTES}`,
    );
  }
  return bytes;
}

function withDefaults({ scope = 'full', expiresAtMs }: TokenOptions = {}): Pick<
  TokenPayload,
  'scope' | 'expiresAtMs'
> {
  return { scope, expiresAtMs: expiresAtMs ?? null };
}

function pick({
  activityId,
  attempt,
  epoch,
}: TokenPayload): Pick<ActivityTarget, 'activityId' | 'attempt' | 'epoch'> {
  return { activityId, attempt, epoch };
}
