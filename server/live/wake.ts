// A bell: any number of rings while nobody listens are one. The consumer rings out what it has to look at again.

export interface Wake {
  ring(): void;
  /** Resolves at the next ring (or at once, if it rang since the last wait); false if the signal was aborted. */
  wait(signal: AbortSignal): Promise<boolean>;
}

export function makeWake(): Wake {
  let rang = false;
  let resolve: (() => void) | null = null;
  return {
    ring: () => {
      rang = true;
      resolve?.();
    },
    wait: async (signal) => {
      if (!rang && !signal.aborted) {
        await new Promise<void>((done) => {
          const end = (): void => {
            // A stream lives for hours and waits again after each ring: a listener that stays would be a leak.
            signal.removeEventListener('abort', end);
            resolve = null;
            done();
          };
          resolve = end;
          signal.addEventListener('abort', end, { once: true });
        });
      }
      rang = false;
      return !signal.aborted;
    },
  };
}
