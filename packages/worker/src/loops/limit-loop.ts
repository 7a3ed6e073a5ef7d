// What limits there are, so that activities under one are not run by the owner itself, and the audit of their counters.
//
// unknown  until they were read for the first time: everything may be limited.
// known    a hint or a look behind the database.
import { limitSettings, type LimitSettings } from '@baton/core';
import type { DeclaredLimit, LimitRule, Storage } from '@baton/engine';
import type { Settings } from '../settings.ts';
import { startLoop, type Loop } from './loop.ts';

export interface LimitWatch {
  /** Whether a limit is on this queue or on activities of this name. */
  readonly isLimited: (queue: string, name: string) => boolean;
  /** Another start may be allowed this long after one; `null`: starts are not limited. */
  readonly nextStartMs: () => number | null;
  readonly wake: () => void;
  /** What a look has seen of them: they are read when it is another text. */
  readonly see: (limits: string) => void;
  readonly stop: () => Promise<void>;
}

const AUDIT_MS = 60_000;
/** Quicker than that, looking costs more than it brings: the burst makes up for it. */
const SHORTEST_MS = 20;

export function startLimitWatch(settings: Settings, storage: Storage, audits: () => boolean): LimitWatch {
  const { log, machine } = settings;
  let rules: readonly LimitRule[] | null = null;
  let names = new Set<string>();
  let isDeclared = false;
  let seen: string | null = null;
  let auditAtMs = machine.monotonicMs() + AUDIT_MS;
  const loop: Loop = startLoop({
    name: 'Reading limits',
    everyMs: AUDIT_MS,
    log,
    machine,
    work: async () => {
      if (!isDeclared) await storage.declareLimits(declaredBy(settings));
      isDeclared = true;
      rules = await storage.limitRules();
      names = new Set(rules.map(({ scope, name }) => `${scope}:${name}`));
      if (machine.monotonicMs() >= auditAtMs && audits()) {
        auditAtMs = machine.monotonicMs() + AUDIT_MS;
        await audit(settings, storage);
      }
      return 'rest';
    },
  });
  return {
    isLimited: (queue, name) =>
      rules === null || names.has(`queue:${queue}`) || names.has(`activity:${name}`),
    nextStartMs: () => {
      const rates = (rules ?? []).flatMap(({ settings: { perSecond } }) => perSecond ?? []);
      return rates.length === 0 ? null : Math.max(SHORTEST_MS, 1_000 / Math.max(...rates));
    },
    wake: loop.wake,
    see: (limits) => {
      if (limits === seen) return;
      seen = limits;
      loop.wake();
    },
    stop: loop.stop,
  };
}

/** It finds nothing, unless we are wrong somewhere: nothing relies on it. */
async function audit({ log }: Settings, storage: Storage): Promise<void> {
  for (const { limit, counted, held } of await storage.auditLimits()) {
    const message = `Limit ${limit} counted ${counted} places, and ${held} were held: set right. Please report this`;
    log({ level: 'error', message });
  }
}

function declaredBy({ taskQueues, taskQueueLimits, registry }: Settings): readonly DeclaredLimit[] {
  return [
    ...taskQueues.map((name) => ({
      scope: 'queue' as const,
      name,
      settings: taskQueueLimits.get(name) ?? null,
    })),
    ...registry.definitions.map(({ name, limit }) => ({
      scope: 'activity' as const,
      name,
      settings: limit ?? null,
    })),
  ];
}

/** The limits of a worker's queues, checked. @throws {ValidationError} */
export function queueLimits(
  limits: Readonly<Record<string, Parameters<typeof limitSettings>[0]>> = {},
): ReadonlyMap<string, LimitSettings> {
  const path = (queue: string): string => `taskQueueLimits.${queue}`;
  return new Map(
    Object.entries(limits).map(([queue, options]) => [queue, limitSettings(options, path(queue))]),
  );
}
