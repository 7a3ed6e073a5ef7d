// One registration at the server after the other: what speaks for it, its calls, and its lease.
import type { Hint, WorkerRegistration } from '@baton/engine';
import { WorkerRefusedError } from '../lease/register.ts';
import type { Machine } from '../machine.ts';
import { codeOf, type Connection } from './connection.ts';
import { listen } from './ear.ts';

interface Life {
  readonly credential: string;
  readonly leaseMs: number;
  readonly over: AbortController;
}

/** An answer that takes longer than this comes too late for whoever asked. */
const CALL_MS = 15_000;
/** After a broken connection the lease is renewed so often: the server looks twice, a second apart, whether the process is gone. */
const REASSURE_MS = [0, 400, 900];
/** Nothing that is tried again would be taken: the program, or its key, has to be changed. */
const FATAL = new Set(['INVALID_API_KEY', 'UNAUTHENTICATED', 'FORBIDDEN', 'INVALID_INPUT', 'NOT_FOUND']);

export class RemoteLife {
  readonly #connection: Connection;
  readonly #machine: Machine;
  readonly #onHint: (hint: Hint) => void;
  #life: Life | null = null;
  #reassuring = false;

  constructor(connection: Connection, machine: Machine, onHint: (hint: Hint) => void) {
    this.#connection = connection;
    this.#machine = machine;
    this.#onHint = onHint;
  }

  /** What the server gave for this life; empty without one, which it refuses. */
  get credential(): string {
    return this.#life?.credential ?? '';
  }

  /** For calls that end with the life: what is stuck on a stalled connection must not hold up the next one. */
  options(ms = CALL_MS): { readonly signal: AbortSignal } {
    return this.#connection.within(ms, this.#life?.over.signal);
  }

  /** @throws {WorkerRefusedError} if it is no use to try again */
  async begin({ workflows: _, ownsRuns: __, ...input }: WorkerRegistration) {
    const answer = await this.#register(input);
    if ('refused' in answer) return answer;
    this.end();
    const over = new AbortController();
    const { workerId, workerKey, taskQueues, leaseMs } = input;
    this.#life = { credential: answer.worker, leaseMs, over };
    listen({
      ...{ workerId, workerKey, taskQueues, credential: answer.worker },
      ...{ connection: this.#connection, machine: this.#machine, over: over.signal, onHint: this.#onHint },
      onBroken: () => this.#reassure(),
    });
    return { nowMs: answer.nowMs };
  }

  end(): void {
    this.#life?.over.abort();
    this.#life = null;
  }

  async renew(): Promise<{ readonly nowMs: number; readonly held: boolean }> {
    const life = this.#life;
    const lost = { nowMs: this.#machine.nowMs(), held: false };
    if (life === null) return lost;
    try {
      // Part of the lease: a renewal that is stuck for longer is better tried again.
      const options = this.options(life.leaseMs / 3);
      const answer = await this.#connection.api.heartbeat.mutate({ worker: life.credential }, options);
      if (!answer.held && this.#life === life) this.end();
      return answer;
    } catch (error) {
      // The server has changed its secret: what it signed before counts no more.
      if (codeOf(error) !== 'INVALID_TOKEN') throw error;
      this.end();
      return lost;
    }
  }

  /** The server takes the process for gone, unless it hears of it again, and again. */
  #reassure(): void {
    if (this.#reassuring) return;
    this.#reassuring = true;
    for (const delayMs of REASSURE_MS) {
      this.#machine.after(delayMs, () => void this.renew().catch(() => undefined));
    }
    this.#machine.after(Math.max(...REASSURE_MS), () => (this.#reassuring = false));
  }

  async #register(input: Parameters<Connection['api']['register']['mutate']>[0]) {
    try {
      return await this.#connection.api.register.mutate(input, this.#connection.within(CALL_MS));
    } catch (error) {
      const code = codeOf(error);
      if (code === null || !FATAL.has(code)) throw error;
      throw new WorkerRefusedError(
        `The server refuses this worker: ${(error as Error).message}`,
        code,
        error,
      );
    }
  }
}
