// Heartbeats of one turn, in as few requests as their checkpoints allow.
import type { HeartbeatAnswer, HeartbeatRequest } from '@baton/engine';
import type { ClaimedTokens } from './attempt-tokens.ts';
import type { Connection } from './connection.ts';

export interface Beats {
  readonly worker: string;
  readonly requests: readonly HeartbeatRequest[];
  readonly tokens: ClaimedTokens;
}

interface Beat {
  readonly index: number;
  readonly attempt: string;
  readonly details?: HeartbeatRequest['details'];
  readonly sequence: number;
}

/** Well below what the server takes in one body; one checkpoint has at most 256 KiB. */
const BATCH_BYTES = 512 * 1_024;

export async function sendBeats(
  { api, call }: { readonly api: Connection['api']; readonly call: { readonly signal: AbortSignal } },
  { worker, requests, tokens }: Beats,
): Promise<readonly HeartbeatAnswer[]> {
  // Whoever has ended is told so here: there is nothing left that could speak for it.
  const answers: HeartbeatAnswer[] = requests.map(() => ({ kind: 'refused', code: 'ACTIVITY_CLOSED' }));
  const beats = requests.flatMap((request, index): Beat[] => {
    const attempt = tokens.of(request);
    const { details, sequence } = request;
    if (attempt === null) return [];
    return [{ index, attempt, sequence, ...(details === undefined ? {} : { details }) }];
  });
  for (const batch of batches(beats)) {
    const sent = batch.map(({ index: _, ...beat }) => beat);
    const answered = await api.beat.mutate({ worker, beats: sent }, call);
    batch.forEach(({ index }, at) => {
      const answer = answered[at];
      if (answer !== undefined) answers[index] = answer;
    });
  }
  return answers;
}

function batches(beats: readonly Beat[]): readonly (readonly Beat[])[] {
  const found: Beat[][] = [];
  let bytes = Infinity;
  for (const beat of beats) {
    const size = beat.details === undefined ? 0 : Buffer.byteLength(JSON.stringify(beat.details));
    if (bytes + size > BATCH_BYTES || (found.at(-1)?.length ?? 0) >= 500) {
      found.push([]);
      bytes = 0;
    }
    found.at(-1)?.push(beat);
    bytes += size;
  }
  return found;
}
