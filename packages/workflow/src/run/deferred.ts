/** A promise that somebody else settles. A rejection that nobody waits for yet is not an unhandled one: the code may come to it later. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

export function deferred<T>(): Deferred<T> {
  return new Settling<T>();
}

/** A class, since one is made for every step: closures with names of their own cost several times as much. */
class Settling<T> implements Deferred<T> {
  readonly promise: Promise<T>;
  private fulfil!: (value: T) => void;
  private refuse!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise<T>((fulfil, refuse) => {
      this.fulfil = fulfil;
      this.refuse = refuse;
    });
  }

  resolve(value: T): void {
    this.fulfil(value);
  }

  reject(error: unknown): void {
    // Only now, since most never reject and a handler costs a second promise.
    this.promise.catch(ignore);
    this.refuse(error);
  }
}

function ignore(): void {
  // Somebody may come to it later; if nobody does, nobody minds.
}
