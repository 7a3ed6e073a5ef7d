// The end of a request, for whoever holds something until then. One listener on the response, however many ask: listeners cost more than much
// of what a call does.
import type { ServerResponse } from 'node:http';

export interface Ending {
  /** Calls `then` once: when the answer is sent or the client has left; at once, if that was before. */
  readonly after: (then: () => void) => void;
  /** Aborted if the client leaves before it has its answer. Made when somebody asks. */
  readonly gone: () => AbortSignal;
}

export function endingOf(res: ServerResponse): Ending {
  const waiting: (() => void)[] = [];
  let left: AbortController | null = null;
  let isOver = false;
  // `close` follows a complete answer, too: only one that nobody has ended was left.
  const isGone = (): boolean => isOver && !res.writableEnded;
  res.once('close', () => {
    isOver = true;
    if (isGone()) left?.abort();
    for (const then of waiting) then();
  });
  return {
    after(then) {
      if (isOver) then();
      else waiting.push(then);
    },
    gone() {
      left ??= new AbortController();
      if (isGone()) left.abort();
      return left.signal;
    },
  };
}
