// What remote workers are answered.
import type { CancelReason } from '@baton/core';
import type { ActivityTarget, ActivityTask } from '@baton/engine';

export type Registered =
  | { readonly nowMs: number; readonly worker: string }
  /** Another live process works under this key. */
  | { readonly refused: 'KEY_IN_USE' };

/** A claimed attempt, with what speaks for it. */
export interface RemoteTask extends ActivityTask {
  readonly tokens: { readonly activity: string; readonly attempt: string };
}

export interface RemoteLease {
  readonly nowMs: number;
  /** False: this life is over; register again. */
  readonly held: boolean;
}

/** Where something may be new. */
export interface RemoteHints {
  readonly queues: boolean;
  readonly ownQueue: boolean;
  readonly sessions: boolean;
  readonly cancels: boolean;
}

export type RemoteCancel = ActivityTarget & { readonly reason: CancelReason };
