// Who is asking: from an API key, else from a login cookie, else nobody. A key that is wrong is refused, never ignored.
import type { IncomingMessage } from 'node:http';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import type { Caller, Person } from '../context.ts';
import { ApiError } from '../errors.ts';
import { type Role, roles, scopes } from '../permissions.ts';
import { type ApiKeyParts, hashOf, parseApiKey, sameHash } from './api-key-format.ts';
import type { Auth } from './better-auth.ts';
import { Remembered } from './remembered.ts';

/** How long a revoked key or login may still work. */
const REMEMBER_MS = 1_000;
/** `last_used_at` is for people: once a minute is enough, and costs no write on each call. */
const LAST_USED_MS = 60_000;

/** The operator's own key, whatever it looks like: the row that `ensureBootstrap` makes. */
export const BOOTSTRAP_KEY_ID = 'bootstrap';
export const MIN_KEY_LENGTH = 16;

interface StoredKey {
  readonly caller: Extract<Caller, { kind: 'key' }>;
  readonly hash: string;
  readonly expiresAtMs: number | null;
  readonly revoked: boolean;
}

export class Callers {
  readonly #prisma: PrismaClient;
  readonly #auth: Auth;
  readonly #nowMs: () => number;
  readonly #keys: Remembered<StoredKey | null>;
  readonly #people: Remembered<Person | null>;
  readonly #lastUsed = new Map<string, number>();

  constructor(prisma: PrismaClient, auth: Auth, nowMs: () => number) {
    this.#prisma = prisma;
    this.#auth = auth;
    this.#nowMs = nowMs;
    this.#keys = new Remembered(REMEMBER_MS, nowMs);
    this.#people = new Remembered(REMEMBER_MS, nowMs);
  }

  /** @throws {ApiError} INVALID_API_KEY, if there is an Authorization header which is no valid key. */
  async of(req: IncomingMessage): Promise<Caller> {
    const { authorization, cookie } = req.headers;
    if (authorization !== undefined) return this.byKey(keyOf(authorization));
    if (cookie === undefined) return { kind: 'anonymous' };
    const person = await this.#people.get(cookie, () => this.#readLogin(cookie));
    return person ?? { kind: 'anonymous' };
  }

  /** Whether the key would have to be looked up in the database. */
  looksUp(key: ApiKeyParts | null): boolean {
    return key !== null && !this.#keys.has(key.id);
  }

  /** `null`: what was sent is no key. @throws {ApiError} INVALID_API_KEY */
  async byKey(key: ApiKeyParts | null): Promise<Caller> {
    if (key === null) throw invalidKey();
    const stored = await this.#keys.get(key.id, () => this.#readKey(key.id));
    // The hash is compared before anything else is told, so that an id alone says nothing.
    if (stored === null || !sameHash(stored.hash, key.hash) || stored.revoked) throw invalidKey();
    if (stored.expiresAtMs !== null && stored.expiresAtMs <= this.#nowMs()) throw invalidKey();
    this.#touch(stored.caller.id);
    return stored.caller;
  }

  /** Forgets what is remembered here, after a revocation in this process. */
  forget(): void {
    this.#keys.clear();
    this.#people.clear();
  }

  async #readKey(id: string): Promise<StoredKey | null> {
    const row = await this.#prisma.apiKey.findUnique({ where: { id } });
    if (row === null) return null;
    const held = scopes.filter((scope) => row.scopes.includes(scope));
    return {
      caller: { kind: 'key', id: row.id, name: row.name, scopes: held },
      hash: row.hash,
      expiresAtMs: row.expiresAt?.getTime() ?? null,
      revoked: row.revokedAt !== null,
    };
  }

  #touch(id: string): void {
    const nowMs = this.#nowMs();
    if (nowMs - (this.#lastUsed.get(id) ?? -Infinity) < LAST_USED_MS) return;
    this.#lastUsed.set(id, nowMs);
    // For people only: a call must neither wait for it nor fail with it.
    this.#prisma.apiKey
      .update({ where: { id }, data: { lastUsedAt: new Date(nowMs) } })
      .catch(() => undefined);
  }

  async #readLogin(cookie: string): Promise<Person | null> {
    const found = await this.#auth.api.getSession({ headers: new Headers({ cookie }) });
    if (found === null || found.user.disabled) return null;
    const { id, name, email, role, groups } = found.user;
    const known: Role | undefined = roles.find((one) => one === role);
    return known === undefined ? null : { kind: 'person', id, name, email, role: known, groups };
  }
}

/** The key in an Authorization header, hashed; `null`: there is none. */
export function keyOf(authorization: string): ApiKeyParts | null {
  const text = /^Bearer ([\x21-\x7e]{1,200})$/.exec(authorization)?.[1];
  return text === undefined ? null : keyParts(text);
}

/** A text that isn't of our form can only be the operator's own; that one row is remembered, so guesses don't reach the database. */
function keyParts(text: string): ApiKeyParts | null {
  if (text.startsWith('bk_live_')) return parseApiKey(text);
  return text.length < MIN_KEY_LENGTH ? null : { id: BOOTSTRAP_KEY_ID, hash: hashOf(text) };
}

function invalidKey(): ApiError {
  return new ApiError('INVALID_API_KEY', 'The API key is unknown, expired or revoked');
}
