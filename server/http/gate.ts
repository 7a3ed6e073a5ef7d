// How many calls are worked on at once. What comes beyond that waits a little, in order; what comes beyond that, too, is refused before anything
// of it was read. So under any load the calls that are taken are answered in time, and what waits here takes no memory to speak of.
//
// How many are worked on at once follows how long they take: where they get slow, as on a busy machine or a busy database, more at once would only
// make all of them slower. Less by a fiftieth for each slow call, more by one for as many quick ones as there are places.
//
// Who waits in vain has cost nearly as much as a call that is done. So no more wait than get a place in half of the time that they have, as long as
// calls take what they took lately.
//
// a call: entered → (its place is free again) left.   waiting → entered, in order of arrival, or refused when its time is up.
import { ApiError } from '../errors.ts';

export interface GateLimits {
  /** Calls at once, at most. */
  readonly atOnce: number;
  /** Bytes of bodies at once; one that is larger than all of that enters alone. */
  readonly bytesAtOnce: number;
  readonly waiting: number;
  /** How long a call waits for a place. */
  readonly waitMs: number;
  /** Calls at once, however slow they are. Default: as many as at most. */
  readonly atLeast?: number;
  /** A call that takes longer was too much. */
  readonly slowMs?: number;
}

/** Of a call; given back once, when the call is over. */
export type Leave = () => void;

interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

export const RETRY_AFTER_S = 1;
const LESS = 0.98;
/** Of the last calls, in what calls usually take. Beginning with nothing: a first call that was slow says little. */
const OF_THE_LAST = 1 / 64;

export class Gate {
  readonly #limits: GateLimits;
  readonly #waiting = new Set<Waiting>();
  #calls = 0;
  #atOnce: number;
  #bytes = 0;
  #usualMs = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
    this.#atOnce = limits.atOnce;
  }

  /** Calls that are worked on, and those that wait. */
  get load(): { readonly inside: number; readonly waiting: number; readonly atOnce: number } {
    return { inside: this.#calls, waiting: this.#waiting.size, atOnce: Math.floor(this.#atOnce) };
  }

  /** Whoever comes now is refused at once. */
  get isFull(): boolean {
    const { size } = this.#waiting;
    return size >= this.#mostWaiting() && (size > 0 || !this.#hasRoom(0));
  }

  /**
   * Waits for a place. `gone` says that nobody waits for the answer any more.
   * @throws {ApiError} OVERLOADED
   */
  async enter(bytes: number, gone?: () => AbortSignal): Promise<Leave> {
    if (this.#waiting.size === 0 && this.#hasRoom(bytes)) return this.#take(bytes);
    if (this.#waiting.size >= this.#mostWaiting()) throw overloaded();
    return this.#wait(bytes, gone?.());
  }

  #wait(bytes: number, gone: AbortSignal | undefined): Promise<Leave> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        end();
        reject(overloaded());
        // It may have been in the way of smaller ones.
        this.#letIn();
      };
      const timer = setTimeout(giveUp, this.#limits.waitMs);
      const end = (): void => {
        clearTimeout(timer);
        gone?.removeEventListener('abort', giveUp);
        this.#waiting.delete(waiting);
      };
      const waiting: Waiting = {
        bytes,
        enter: () => {
          end();
          resolve(this.#take(bytes));
        },
      };
      gone?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiting);
    });
  }

  #hasRoom(bytes: number): boolean {
    const { bytesAtOnce } = this.#limits;
    return (
      this.#calls === 0 || (this.#calls < Math.floor(this.#atOnce) && this.#bytes + bytes <= bytesAtOnce)
    );
  }

  #mostWaiting(): number {
    const { waiting, waitMs } = this.#limits;
    return Math.min(waiting, Math.ceil((this.#atOnce * waitMs) / 2 / this.#usualMs));
  }

  #take(bytes: number): Leave {
    this.#calls += 1;
    this.#bytes += bytes;
    const enteredAtMs = performance.now();
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#calls -= 1;
      this.#bytes -= bytes;
      this.#learn(performance.now() - enteredAtMs);
      this.#letIn();
    };
  }

  #learn(tookMs: number): void {
    const { atOnce, atLeast = atOnce, slowMs = Infinity } = this.#limits;
    const next = tookMs > slowMs ? this.#atOnce * LESS : this.#atOnce + 1 / this.#atOnce;
    this.#atOnce = Math.min(atOnce, Math.max(Math.min(atLeast, atOnce), next));
    this.#usualMs += (tookMs - this.#usualMs) * OF_THE_LAST;
  }

  #letIn(): void {
    for (const waiting of this.#waiting) {
      if (!this.#hasRoom(waiting.bytes)) return;
      waiting.enter();
    }
  }
}

/** What whoever is refused hears. */
export function overloaded(): ApiError {
  return new ApiError('OVERLOADED', 'The server has more to do than it can; nothing was done. Try again', {
    details: { retryAfterS: RETRY_AFTER_S },
  });
}
