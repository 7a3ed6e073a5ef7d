/** A promise that somebody else settles. A rejection that nobody waits for yet is not an unhandled one: the code may come to it later. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = (error) => {
      // Only now, since most never reject and a handler costs a second promise.
      promise.catch(ignore);
      onReject(error);
    };
  });
  return { promise, resolve, reject };
}

function ignore(): void {
  // Somebody may come to it later; if nobody does, nobody minds.
}
