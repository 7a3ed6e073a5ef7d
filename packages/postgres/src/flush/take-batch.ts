// Which of the waiting items go together.
import type { FlushItem } from './item.ts';

// The measured optimum is flat between 500 and 2,000; more only makes the batch's first caller wait longer.
const maxItems = 1_000;
// What a statement may carry: parameters are held in memory three times over (here, on the wire, in the server).
const maxBytes = 4 * 1024 * 1024;

/**
 * Takes the next batch off the queue: in order, but never two items of one run or workflow id, since a later one has to see what the
 * earlier has done. Those stay in the queue, in order.
 */
export function takeBatch(queue: FlushItem[]): FlushItem[] {
  const batch: FlushItem[] = [];
  const kept: FlushItem[] = [];
  const taken = new Set<string>();
  let bytes = 0;
  let at = 0;
  for (; at < queue.length && batch.length < maxItems; at++) {
    const item = queue[at];
    if (item === undefined) break;
    if (batch.length > 0 && bytes + item.sizeBytes > maxBytes) break;
    const keys = keysOf(item);
    if (keys.some((key) => taken.has(key))) kept.push(item);
    else {
      batch.push(item);
      bytes += item.sizeBytes;
    }
    // Also those of an item that stays: what comes after it must not overtake it.
    for (const key of keys) taken.add(key);
  }
  queue.splice(0, at, ...kept);
  return batch;
}

function keysOf(item: FlushItem): readonly string[] {
  if (item.kind === 'commit') return [item.transition.runId];
  return [item.request.ref.runId, `workflow id ${item.request.event.workflowId}`];
}
