import type { Worker } from './worker.ts';

/** SIGTERM and SIGINT stop the worker in good order; a second one, at once. Answers how to stop listening. */
export function stopOnSignals(worker: Worker): () => void {
  let asked = false;
  const stop = (): void => {
    // Whoever asks twice doesn't want to wait. Nothing is lost: others find what this worker leaves.
    if (asked) process.exit(1);
    asked = true;
    void worker.shutdown();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return () => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
  };
}
