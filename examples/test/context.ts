// What a handler gets when a test calls it by itself, in a directory of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActivityContext } from '@baton/workflow';
import { onTestFinished, vi } from 'vitest';

/** Files of the examples go to a fresh directory until the test ends. */
export async function ownDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-examples-'));
  vi.stubEnv('BATON_EXAMPLES_DIR', directory);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(directory, { recursive: true, force: true });
  });
  return directory;
}

export interface FakeContext<Checkpoint> extends ActivityContext<Checkpoint> {
  readonly beats: Checkpoint[];
}

/** `onBeat` may throw: that is how a test kills an attempt. */
export function contextOf<Checkpoint>(
  options: { checkpoint?: Checkpoint; onBeat?: (beat: Checkpoint) => void; signal?: AbortSignal } = {},
): FakeContext<Checkpoint> {
  const beats: Checkpoint[] = [];
  const info = { runId: 'run-1', activityId: '1', attempt: 1 };
  const context = {
    beats,
    checkpoint: options.checkpoint,
    heartbeat: (details: Checkpoint) => {
      // As a heartbeat is stored: as JSON.
      beats.push(JSON.parse(JSON.stringify(details)) as Checkpoint);
      options.onBeat?.(details);
    },
    token: 'token',
    attemptToken: 'token',
    signal: options.signal ?? new AbortController().signal,
    session: null,
    info,
  };
  return context as unknown as FakeContext<Checkpoint>;
}
