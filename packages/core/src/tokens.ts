// The form of completion tokens: `bt1.<key id>.<payload>.<mac>`. Signing and checking is the engine's (see its tokens.ts).
import { z } from 'zod';
import { isRunId, type ActivityId, type RunId } from './ids.ts';

/** Longer texts are no tokens of ours; nothing is done with them. */
export const MAX_TOKEN_LENGTH = 1_000;

/** What its bearer may do with the activity. `heartbeat`: tell progress, nothing else. */
export type TokenScope = 'full' | 'heartbeat';

/** Which activity (or, with `attempt`, which attempt of it) the token speaks for. */
export interface TokenPayload {
  readonly runId: RunId;
  readonly activityId: ActivityId;
  readonly scope: TokenScope;
  /** `null`: valid over retries, until the activity is closed. */
  readonly attempt: number | null;
  readonly epoch: number | null;
  /** `null`: no limit of its own. */
  readonly expiresAtMs: number | null;
}

export interface TokenParts {
  readonly keyId: string;
  readonly payload: string;
  readonly mac: string;
  /** What the mac is made over. */
  readonly signed: string;
}

const whole = /^bt1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]{1,800})\.([A-Za-z0-9_-]{43})$/;

/** The parts of a token; `null` if the text is none. Nothing in them is to be believed before the mac was checked. */
export function splitToken(text: string): TokenParts | null {
  if (text.length > MAX_TOKEN_LENGTH) return null;
  const match = whole.exec(text);
  if (match === null) return null;
  const [, keyId = '', payload = '', mac = ''] = match;
  return { keyId, payload, mac, signed: signedPart(keyId, payload) };
}

export function signedPart(keyId: string, payload: string): string {
  return `bt1.${keyId}.${payload}`;
}

export function joinToken(signed: string, mac: string): string {
  return `${signed}.${mac}`;
}

const shortPayload = z.strictObject({
  r: z.string().refine(isRunId),
  a: z.string().min(1).max(200),
  s: z.literal('h').optional(),
  n: z.int().min(1).optional(),
  e: z.int().min(0).optional(),
  x: z.int().min(0).optional(),
});

export function encodeTokenPayload(payload: TokenPayload): string {
  const { runId, activityId, scope, attempt, epoch, expiresAtMs } = payload;
  const short: z.infer<typeof shortPayload> = {
    r: runId,
    a: activityId,
    ...(scope === 'heartbeat' ? { s: 'h' } : {}),
    ...(attempt === null ? {} : { n: attempt }),
    ...(epoch === null ? {} : { e: epoch }),
    ...(expiresAtMs === null ? {} : { x: expiresAtMs }),
  };
  return toBase64Url(JSON.stringify(short));
}

/** `null` if it is none; call it only after the mac was found right. */
export function decodeTokenPayload(text: string): TokenPayload | null {
  try {
    const { r, a, s, n, e, x } = shortPayload.parse(JSON.parse(fromBase64Url(text)));
    return {
      runId: r,
      activityId: a as ActivityId,
      scope: s === 'h' ? 'heartbeat' : 'full',
      attempt: n ?? null,
      epoch: e ?? null,
      expiresAtMs: x ?? null,
    };
  } catch {
    return null;
  }
}

/** `btoa` takes Latin-1 only; JSON may say everything else in escapes. */
function toBase64Url(json: string): string {
  const ascii = json.replaceAll(
    /[\u0080-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): string {
  return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
}
