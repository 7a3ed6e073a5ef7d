// How late the event loop is. Where it is the one thing that there is too little of, calls wait before anybody hears of them, and a gate that counts
// those who have come sees nobody.

export class LoopWatch {
  readonly #everyMs: number;
  readonly #timer: NodeJS.Timeout;
  #turnAtMs = performance.now();

  /** Looks so often. A watch by itself keeps no process alive. */
  constructor(everyMs = 50) {
    this.#everyMs = everyMs;
    this.#timer = setInterval(() => (this.#turnAtMs = performance.now()), everyMs).unref();
  }

  /** For how long timers have been due, and had no turn. */
  get lateMs(): number {
    return Math.max(0, performance.now() - this.#turnAtMs - this.#everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
