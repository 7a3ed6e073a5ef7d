// A small memory in front of the database: a value is good for a moment, and asked for once, however many wait for it.

interface Entry<T> {
  readonly value: Promise<T>;
  readonly untilMs: number;
}

/** So that a flood of made-up ids can't fill the memory. */
const MAX_ENTRIES = 10_000;

export class Remembered<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #ttlMs: number;
  readonly #nowMs: () => number;

  constructor(ttlMs: number, nowMs: () => number) {
    this.#ttlMs = ttlMs;
    this.#nowMs = nowMs;
  }

  get(key: string, read: () => Promise<T>): Promise<T> {
    const nowMs = this.#nowMs();
    const known = this.#entries.get(key);
    if (known !== undefined && known.untilMs > nowMs) return known.value;
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    const value = read();
    this.#entries.set(key, { value, untilMs: nowMs + this.#ttlMs });
    // What failed is not worth remembering.
    value.catch(() => this.#entries.delete(key));
    return value;
  }

  /** Whether `get` would answer without reading: it knows, or is being told. */
  has(key: string): boolean {
    return (this.#entries.get(key)?.untilMs ?? -Infinity) > this.#nowMs();
  }

  clear(): void {
    this.#entries.clear();
  }
}
