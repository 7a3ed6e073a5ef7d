// Open live streams. They never end by themselves, so a server that stops ends them; browsers come again.
import type { ServerResponse } from 'node:http';

export class Streams {
  readonly #open = new Set<ServerResponse>();
  #ended = false;

  /** From here on failures of streams are those of the stop. */
  get ended(): boolean {
    return this.#ended;
  }

  add(res: ServerResponse): void {
    this.#open.add(res);
    res.once('close', () => this.#open.delete(res));
  }

  endAll(): void {
    this.#ended = true;
    // Not `end`: the connection would stay open for another request, and hold up the stop.
    for (const res of this.#open) res.destroy();
  }
}
