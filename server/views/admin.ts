import type { JsonObject, RunId, SessionCreationFailureReason, SessionId } from '@baton/core';
import type { SessionRecord, WorkerRecord } from '@baton/engine';
import type { Role, Scope } from '../permissions.ts';

export interface SessionItem extends SessionRecord {
  readonly workflowId: string;
  /** The name of the design that its run belongs to, or of the workflow in code. */
  readonly workflowName: string;
  /** What its frame in the design is called. */
  readonly nodeName: string | null;
  /** Why it still waits: what its error would say if its time were up now. */
  readonly waitsFor: SessionCreationFailureReason | null;
}

export interface WorkerDetail {
  readonly worker: WorkerRecord;
  /** Those that it holds, then those that it held, the latest first. */
  readonly sessions: readonly SessionItem[];
  /** Who waits for room on it or on another worker of its queues, the longest first. */
  readonly waiting: readonly SessionItem[];
  /** At this moment. */
  readonly activities: readonly {
    readonly runId: RunId;
    readonly activityId: string;
    readonly name: string;
    readonly attempt: number;
    readonly sessionId: SessionId | null;
    readonly startedAtMs: number | null;
  }[];
}

export interface ApiKeyItem {
  readonly keyId: string;
  readonly name: string;
  /** The first characters, to tell keys apart. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdAtMs: number;
  readonly createdByName: string | null;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}
/** `secret` is shown once and never again. */
export interface CreatedApiKey {
  readonly key: ApiKeyItem;
  readonly secret: string;
}

export interface PersonItem {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly groups: readonly string[];
  readonly state: 'active' | 'invited' | 'disabled';
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number | null;
}
/** `path` is a one-time link to set a password: `/invite?token=…`; shown once. */
export interface Invitation {
  readonly person: PersonItem;
  readonly path: string;
  readonly expiresAtMs: number;
}

export interface AuditItem {
  readonly id: string;
  readonly atMs: number;
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  readonly object: string;
  readonly details: JsonObject;
}
export interface AuditPage {
  readonly items: readonly AuditItem[];
  readonly nextCursor: string | null;
}

export interface Me {
  readonly kind: 'person' | 'key';
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role | null;
  readonly groups: readonly string[];
  /** Names of the procedures that this caller may call. */
  readonly may: readonly string[];
}

export interface SetupStatus {
  /** No administrator yet: open the one-time link that the start script printed. */
  readonly needed: boolean;
}

export interface Health {
  readonly ok: boolean;
  readonly version: string;
  readonly database: { readonly ok: boolean; readonly latencyMs: number | null };
  readonly workers: { readonly active: number };
  readonly uptimeMs: number;
}
