// The clients of a storm: keep so many scenes going, and write down what they were told.
import { setTimeout as sleep } from 'node:timers/promises';
import { runRef } from '@baton/core';
import { CallError, type WorkflowClient } from '@baton/client';
import type { Ledger } from '../sim/ledger.ts';
import type { Rng } from '../sim/world/rng.ts';
import type { Act, Scene } from './mixes/mix.ts';
import { WrongAnswerError } from './mixes/plain.ts';
import type { LedgerTail } from './world/ledger-tail.ts';

export interface Clients {
  /** Begins no new scene; those that play go on. */
  readonly stop: () => void;
  /** Resolves when no scene plays any more. */
  readonly ended: Promise<unknown>;
  readonly playing: () => number;
  /** How often what became of a scene, by `<scene>: <word>`. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly violations: readonly string[];
}

interface ClientsOptions {
  readonly client: WorkflowClient;
  readonly scenes: readonly Scene[];
  readonly inFlight: number;
  readonly taskQueue: string;
  readonly rng: Rng;
  readonly ledger: Ledger;
  readonly tail: LedgerTail;
}

/** The ways in which a run may end that somebody has cancelled or terminated. */
const asked = new Set(['CANCELLED', 'TERMINATED', 'RUN_TERMINATED']);

export function startClients(options: ClientsOptions): Clients {
  const { scenes, inFlight, rng, tail } = options;
  const outcomes = new Map<string, number>();
  const violations: string[] = [];
  let isOver = false;
  let playing = 0;
  const hat = scenes.flatMap((scene) => Array.from({ length: scene.weight }, () => scene));
  const seat = async (n: number): Promise<void> => {
    const own = rng.fork(`client ${n}`);
    while (!isOver) {
      const scene = own.pick(hat);
      playing++;
      const act: Act = { ...actOf(options), rng: own, token: tail.token, isOver: () => isOver };
      const became = await outcomeOf(scene, act, violations);
      playing--;
      outcomes.set(`${scene.name}: ${became}`, (outcomes.get(`${scene.name}: ${became}`) ?? 0) + 1);
      if (became.startsWith('call refused')) await sleep(500);
    }
  };
  const seats = Array.from({ length: inFlight }, (_, n) => seat(n));
  return {
    ...{ outcomes, violations },
    stop: () => {
      isOver = true;
    },
    ended: Promise.all(seats),
    playing: () => playing,
  };
}

async function outcomeOf(scene: Scene, act: Act, violations: string[]): Promise<string> {
  try {
    return await scene.play(act);
  } catch (error) {
    if (error instanceof CallError) return `call refused, ${error.code}`;
    const code = (error as { readonly code?: string }).code ?? '';
    if (asked.has(code)) return code.toLowerCase();
    const what = error instanceof WrongAnswerError ? error.message : `ended with ${String(error)} (${code})`;
    violations.push(`scene "${scene.name}" ${what}`);
    return 'wrong';
  }
}

function actOf({ client, taskQueue, ledger }: ClientsOptions): Omit<Act, 'rng' | 'token' | 'isOver'> {
  return {
    ...{ client, taskQueue },
    started: ({ runId }) => {
      ledger.started.set(runId, runRef(runId));
      ledger.startedForSure.add(runId);
    },
    told: ({ runId }, requestId) => {
      ledger.acknowledged.push({ ...runRef(runId), kind: 'signal', requestId });
    },
    completed: ({ runId }, activityId, value) => {
      ledger.acknowledged.push({ ...runRef(runId), kind: 'completed', activityId, value });
    },
  };
}
