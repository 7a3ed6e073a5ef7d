// How much was taken, of whom, at which time: the grant log as a function of time.
import type { Allowance } from '../mixes/mix.ts';
import type { GrantEntry } from '../grants.ts';

export interface Taken {
  readonly sessions: number;
  readonly resources: Readonly<Record<string, number>>;
  /** By all workers of its host together. */
  readonly ofHost: Readonly<Record<string, number>>;
}

interface Held {
  readonly key: string;
  readonly host: string;
  readonly amounts: Readonly<Record<string, number>>;
}

/** What is held now, by session. */
export class Holdings {
  readonly #held = new Map<string, Held>();
  readonly #hostOf: (key: string) => string;

  constructor(hostOf: (key: string) => string) {
    this.#hostOf = hostOf;
  }

  /** Answers whether the session held something before. */
  apply({ sessionId, state, workerKey, amounts }: GrantEntry): boolean {
    const wasHeld = this.#held.delete(sessionId);
    if ((state === 'open' || state === 'suspended') && workerKey !== null)
      this.#held.set(sessionId, { key: workerKey, host: this.#hostOf(workerKey), amounts });
    return wasHeld;
  }

  taken(key: string): Taken {
    const host = this.#hostOf(key);
    const mine = [...this.#held.values()].filter((held) => held.key === key);
    const beside = [...this.#held.values()].filter((held) => held.host === host);
    return { sessions: mine.length, resources: sumOf(mine), ofHost: sumOf(beside) };
  }

  left(): readonly (readonly [sessionId: string, key: string])[] {
    return [...this.#held].map(([sessionId, { key }]) => [sessionId, key]);
  }
}

function sumOf(held: readonly Held[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { amounts } of held)
    for (const [name, amount] of Object.entries(amounts)) sums[name] = (sums[name] ?? 0) + amount;
  return sums;
}

/** Whether a session that asks for this has room beside what is taken. */
export function hasRoom(
  { sessions, resources, hostResources }: Allowance,
  taken: Taken,
  asked: Readonly<Record<string, number>>,
): boolean {
  if (taken.sessions >= sessions) return false;
  return Object.entries(asked).every(([name, amount]) =>
    name in hostResources
      ? (taken.ofHost[name] ?? 0) + amount <= (hostResources[name] ?? 0)
      : (taken.resources[name] ?? 0) + amount <= (resources[name] ?? 0),
  );
}

export const nothingTaken: Taken = { sessions: 0, resources: {}, ofHost: {} };
