// Connections that are open before a call wants one.
import { RawConnection, type Target } from './raw-connection.ts';

/** As many as a server's backlog takes for certain. */
const OPENED_AT_ONCE = 100;
/** Those that were taken leave the front of the list, so many at a time. */
const FORGOTTEN_AT_ONCE = 10_000;

export class ConnectionPool {
  readonly #target: Target;
  #idle: RawConnection[] = [];
  #taken = 0;
  #isOver = false;

  private constructor(target: Target) {
    this.#target = target;
  }

  static async open(target: Target, count: number): Promise<ConnectionPool> {
    const pool = new ConnectionPool(target);
    for (let opened = 0; opened < count; opened += OPENED_AT_ONCE) {
      const more = Math.min(OPENED_AT_ONCE, count - opened);
      await Promise.all(Array.from({ length: more }, () => pool.#add()));
    }
    return pool;
  }

  /** The one that has waited longest, since servers close what is idle. `null`: none is free. */
  take(): RawConnection | null {
    const connection = this.#idle[this.#taken] ?? null;
    if (connection === null) return null;
    this.#taken += 1;
    if (this.#taken === FORGOTTEN_AT_ONCE) {
      this.#idle = this.#idle.slice(this.#taken);
      this.#taken = 0;
    }
    return connection;
  }

  give(connection: RawConnection): void {
    if (this.#isOver) connection.close();
    else this.#idle.push(connection);
  }

  /** What is given back later is closed, too. */
  close(): void {
    this.#isOver = true;
    for (const connection of this.#idle.slice(this.#taken)) connection.close();
  }

  async #add(): Promise<void> {
    this.give(await RawConnection.open(this.#target, (closed) => this.#replace(closed)));
  }

  #replace(closed: RawConnection): void {
    if (this.#isOver) return;
    const at = this.#idle.indexOf(closed, this.#taken);
    if (at !== -1) this.#idle.splice(at, 1);
    // A server that takes no more has fewer.
    this.#add().catch(() => undefined);
  }
}
