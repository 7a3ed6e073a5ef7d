// `--mix sessions`: every way to open, use and leave a session, on workers that hold two sessions each, have GPUs of their own, and memory that the workers of a host share.
import type { WorkflowFunction } from '@baton/workflow';
import type { CreateSessionOptions } from '@baton/workflow';
import * as definitions from '../definitions/sessions.ts';
import type { Outcome, SessionOrder } from '../definitions/sessions.ts';
import type { Act, Mix, Scene } from './mix.ts';

const LIMIT = 2;
const GPUS = 2;
/** What one session asks for at most, and what a host has: fewer than its workers have slots. */
const VRAM = 1_000;
const HOST_VRAM = 2_500;

type Ordered = WorkflowFunction<SessionOrder, Outcome>;

function options({ rng }: Act, changes: Partial<CreateSessionOptions> = {}): CreateSessionOptions {
  const wants = rng.below(4);
  return {
    creationTimeout: 5_000 + rng.below(10_000),
    executionTimeout: 20_000,
    resources: {
      ...(wants % 2 === 1 ? { gpu: 1 } : {}),
      ...(wants >= 2 ? { vramMb: 1 + rng.below(VRAM) } : {}),
    },
    ...(rng.chance(0.3) ? { onWorkerLost: 'reestablish', reestablishTimeout: 4_000 } : {}),
    ...changes,
  };
}

function steps({ rng }: Act, longestMs = 150): readonly number[] {
  return Array.from({ length: 1 + rng.below(2) }, () => rng.below(longestMs));
}

interface Played {
  readonly weight: number;
  readonly changes?: (act: Act) => Partial<CreateSessionOptions>;
  readonly steps?: (act: Act) => readonly number[];
  readonly more?: Readonly<Record<string, unknown>>;
  /** What else the client does while it runs. */
  readonly meanwhile?: (
    act: Act,
    run: { terminate(): Promise<void>; cancel(): Promise<void> },
  ) => Promise<void>;
}

function scene(name: string, workflow: Ordered, played: Played): Scene {
  return {
    name,
    weight: played.weight,
    play: async (act) => {
      const order = {
        options: options(act, played.changes?.(act)),
        steps: (played.steps ?? steps)(act),
        ...played.more,
      };
      const run = await act.client.start(workflow, order, { taskQueue: act.taskQueue });
      act.started(run);
      await played.meanwhile?.(act, run);
      const { outcome } = await run.result();
      return outcome;
    },
  };
}

async function soon({ rng }: Act, end: () => Promise<void>): Promise<void> {
  await new Promise((resolve) => void setTimeout(resolve, rng.below(400)));
  await end();
}

const { simple, retried, atMostOnce, recreated, handedOver, sideBySide, careless } = definitions;

const scenes: readonly Scene[] = [
  scene('simple', simple, { weight: 8 }),
  scene('retried on another worker', retried, { weight: 4 }),
  scene('at most once', atMostOnce, { weight: 3 }),
  scene('recreated', recreated, { weight: 3 }),
  scene('handed over', handedOver as unknown as Ordered, { weight: 2, more: { left: 2 } }),
  scene('side by side', sideBySide, { weight: 1 }),
  scene('left open', careless, { weight: 2 }),
  scene('terminated', careless, { weight: 2, meanwhile: (act, run) => soon(act, () => run.terminate()) }),
  scene('cancelled', simple, {
    weight: 1,
    steps: (act) => steps(act, 600),
    meanwhile: (act, run) => soon(act, () => run.cancel()),
  }),
  scene('impatient', simple, { weight: 2, changes: ({ rng }) => ({ creationTimeout: 50 + rng.below(500) }) }),
  scene('too slow', simple, {
    weight: 1,
    changes: () => ({ executionTimeout: 300 }),
    steps: () => [2_000],
  }),
  scene('forgotten', careless, { weight: 1, changes: () => ({ idleTimeout: 500 }) }),
  scene('large', simple, {
    weight: 1,
    changes: () => ({ creationTimeout: 40_000, resources: { gpu: GPUS, vramMb: HOST_VRAM } }),
  }),
  scene('comes back', simple, {
    weight: 3,
    changes: () => ({ onWorkerLost: 'reestablish', reestablishTimeout: 6_000 }),
    steps: (act) => [act.rng.below(1_500)],
  }),
  scene('impossible', simple, { weight: 1, changes: () => ({ resources: { gpu: GPUS * 100 } }) }),
];

/** Places by turns on two hosts. */
const hostOf = (index: number): string => `host-${index % 2}`;
const ofHost = { vramMb: HOST_VRAM };

export const sessionsMix: Mix = {
  modules: [new URL('../definitions/sessions.ts', import.meta.url)],
  scenes,
  faults: { kill: 4, stop: 2, pause: 2, freeze: 2, cut: 1 },
  orders: ({ index }) => ({
    hostId: hostOf(index),
    sessions: {
      enabled: true,
      maxConcurrentSessions: LIMIT,
      resources: { gpu: GPUS, vramMb: { amount: HOST_VRAM, scope: 'host' } },
    },
  }),
  allowance: (index) => ({
    sessions: LIMIT,
    resources: { gpu: GPUS },
    host: hostOf(index),
    hostResources: ofHost,
  }),
  inFlight: 4,
};
