// What a procedure is given: what the process has, and who is asking.
import type { TokenSigner } from '@baton/engine';
import type { PostgresStorage } from '@baton/postgres';
import type { Pool } from 'pg';
import type { PrismaClient } from '../prisma/generated/client.ts';
import type { BatchRunner } from './batches/batch-runner.ts';
import type { LiveFeed } from './live/feed.ts';
import type { Action, Role, Scope } from './permissions.ts';
import type { Credentials } from './remote/credential.ts';
import type { RemoteEars } from './remote/ears.ts';

/** What the process has. One for the life of the server. */
export interface Deps {
  readonly pool: Pool;
  readonly prisma: PrismaClient;
  readonly storage: PostgresStorage;
  readonly tokens: TokenSigner;
  readonly feed: LiveFeed;
  readonly batches: BatchRunner;
  readonly credentials: Credentials;
  readonly ears: RemoteEars;
  /** Keys and logins that were just revoked are forgotten at once. */
  readonly forgetCallers: () => void;
  readonly startedAtMs: number;
}

/** Who is asking. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'person';
      readonly id: string;
      readonly name: string;
      readonly email: string;
      readonly role: Role;
      readonly groups: readonly string[];
    }
  | { readonly kind: 'key'; readonly id: string; readonly name: string; readonly scopes: readonly Scope[] };

/** Somebody who may do something at all. */
export type Known = Exclude<Caller, { kind: 'anonymous' }>;
export type Person = Extract<Caller, { kind: 'person' }>;

/** As events and audit rows name them: `person:<id>`, `key:<id>`. */
export function actorOf(caller: Known): string {
  return `${caller.kind}:${caller.id}`;
}

export interface RequestContext {
  readonly deps: Deps;
  readonly caller: Caller;
  /** Names the request in logs and in the answer to an error. */
  readonly requestId: string;
  readonly ip: string;
  /** Asks again whether the caller still may: for streams. Costs nothing within a second. @throws {ApiError} */
  readonly recheck: () => Promise<void>;
  /** A signal that is aborted when the client goes away. Made when it is asked for: most calls end before anybody could leave. */
  readonly gone: () => AbortSignal;
}

/** What functions behind a guarded procedure get. */
export interface Ctx extends RequestContext {
  readonly caller: Known;
  readonly action: Action;
}
