// The ears of remote workers: what may be new for each of them.
import type { WorkerId } from '@baton/core';
import type { Hint, Storage } from '@baton/engine';
import type { RemoteHints } from '../views/remote.ts';
import type { RemoteIdentity } from './credential.ts';

/** After this long without a worker's question, what came for it is forgotten. It polls, too. */
const FORGET_MS = 30_000;

type Heard = { -readonly [K in keyof RemoteHints]: boolean };

interface Ear {
  heard: Heard;
  answer: (() => void) | null;
  readonly close: () => void;
  forget: NodeJS.Timeout;
}

/** What came for each remote worker since it asked the last time: between two questions nothing is missed. */
export class RemoteEars {
  readonly #storage: Pick<Storage, 'onHint'>;
  readonly #ears = new Map<WorkerId, Ear>();
  #closed = false;

  constructor(storage: Pick<Storage, 'onHint'>) {
    this.#storage = storage;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Resolves at the first hint, or with nothing when the time is up or the worker went away. */
  async next(identity: RemoteIdentity, waitMs: number, signal: AbortSignal): Promise<RemoteHints> {
    const ear = this.#earOf(identity);
    ear.forget.refresh();
    // A question that was given up on is not to take the answer of the next one.
    ear.answer?.();
    if (!Object.values(ear.heard).includes(true)) await heardOrOver(ear, waitMs, signal);
    ear.forget.refresh();
    const { heard } = ear;
    ear.heard = nothing();
    return heard;
  }

  /** The server ends: whoever waits is answered, and comes back to another. */
  close(): void {
    this.#closed = true;
    for (const workerId of this.#ears.keys()) this.#forget(workerId);
  }

  #earOf(identity: RemoteIdentity): Ear {
    const known = this.#ears.get(identity.workerId);
    if (known !== undefined) return known;
    const ear: Ear = {
      heard: nothing(),
      answer: null,
      close: this.#storage.onHint((hint) => {
        if (!hear(ear.heard, hint, identity)) return;
        ear.answer?.();
      }),
      forget: setTimeout(() => this.#forget(identity.workerId), FORGET_MS).unref(),
    };
    this.#ears.set(identity.workerId, ear);
    return ear;
  }

  #forget(workerId: WorkerId): void {
    const ear = this.#ears.get(workerId);
    if (ear === undefined) return;
    this.#ears.delete(workerId);
    clearTimeout(ear.forget);
    ear.close();
    ear.answer?.();
  }
}

function nothing(): Heard {
  return { queues: false, ownQueue: false, sessions: false, cancels: false };
}

/** Whether it is for this worker. */
function hear(heard: Heard, hint: Hint, { workerId, workerKey, taskQueues }: RemoteIdentity): boolean {
  const before = JSON.stringify(heard);
  switch (hint.kind) {
    case 'queue':
      heard.queues ||= hint.queues.some((queue) => taskQueues.includes(queue));
      heard.ownQueue ||= hint.queues.includes(`@${workerKey}`);
      break;
    case 'session':
      heard.sessions ||= hint.queues.some((queue) => taskQueues.includes(queue));
      break;
    case 'cancel':
      heard.cancels ||= hint.workerId === workerId;
      break;
    case 'inbox':
    case 'history':
    case 'question':
    case 'answer':
    case 'lease':
    case 'limit':
    case 'schedule':
      break;
  }
  return JSON.stringify(heard) !== before;
}

async function heardOrOver(ear: Ear, waitMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      if (ear.answer === over) ear.answer = null;
      resolve();
    };
    const timer = setTimeout(over, waitMs);
    ear.answer = over;
    signal.addEventListener('abort', over, { once: true });
    if (signal.aborted) over();
  });
}
