// What is cancelled together. A run has a root scope; `cancellable`, `nonCancellable` and `withTimeout` open more.
import type { CancelledError } from '@baton/core';

type Leaves = () => void;

const nothing: Leaves = () => undefined;

/**
 * Open until cancelled or ended; never open again.
 *
 * Cancelled by its owner or by its parent (not if shielded): everything in it that listens is told, oldest first.
 * Ended when its function has settled: only timers listen to that.
 */
export class Scope {
  private cause: CancelledError | null = null;
  // Made when somebody listens: most scopes end without.
  private onCancel: Set<(error: CancelledError) => void> | null = null;
  private onEnd: Set<() => void> | null = null;
  private readonly leaveParent: Leaves;

  constructor(parent: Scope | null, shielded = false) {
    this.leaveParent =
      parent === null || shielded ? nothing : parent.whenCancelled((error) => this.cancel(error));
  }

  /** What it was cancelled with. */
  get cancelledWith(): CancelledError | null {
    return this.cause;
  }

  cancel(error: CancelledError): void {
    if (this.cause !== null) return;
    this.cause = error;
    const listeners = this.onCancel ?? [];
    this.onCancel = null;
    for (const listener of listeners) listener(error);
  }

  end(): void {
    this.leaveParent();
    const listeners = this.onEnd ?? [];
    this.onEnd = null;
    for (const listener of listeners) listener();
  }

  /** Told at once if it is cancelled already. Answers how to stop listening. */
  whenCancelled(listener: (error: CancelledError) => void): Leaves {
    if (this.cause !== null) {
      listener(this.cause);
      return nothing;
    }
    (this.onCancel ??= new Set()).add(listener);
    return () => this.onCancel?.delete(listener);
  }

  whenEnded(listener: () => void): Leaves {
    (this.onEnd ??= new Set()).add(listener);
    return () => this.onEnd?.delete(listener);
  }
}
