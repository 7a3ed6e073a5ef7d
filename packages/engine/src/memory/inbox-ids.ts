// UUIDv7-shaped ids that always rise: by time, then by a counter.
import type { InboxId } from '@baton/core';

export function inboxIds(nowMs: () => number): () => InboxId {
  let lastMs = 0;
  let counter = 0;
  return () => {
    lastMs = Math.max(lastMs, nowMs());
    counter += 1;
    const time = lastMs.toString(16).padStart(12, '0');
    const count = counter.toString(16).padStart(15, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(0, 3)}-8${count.slice(3, 6)}-${count.slice(6).padStart(12, '0')}` as InboxId;
  };
}
