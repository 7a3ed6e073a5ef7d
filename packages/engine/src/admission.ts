// Who is next: which of the sessions that wait are opened on a worker with this much room. Both storages ask here, so the order is the same.
//
// In the order of arrival. A request that doesn't fit yet lets younger ones pass until it has waited for `AGEING_MS`; from then on nothing that it
// waits for is given to a younger one. That holds among the workers of a host, too: what only another one of them can open, for want of something
// of the host's, is not overtaken here either.

/** A request that doesn't fit yet is not overtaken any more after it has waited this long. */
export const AGEING_MS = 10_000;

/** Amounts by resource. The slot is one of them. */
export type Amounts = ReadonlyMap<string, number>;

export interface WaitingSession<Id> {
  readonly id: Id;
  readonly requestedAtMs: number;
  readonly wants: Amounts;
  /** This worker may open it. */
  readonly isMine: boolean;
  /** Another live worker of this host may open it, and could if it had room. */
  readonly isForHost: boolean;
}

export interface Room {
  readonly capacity: Amounts;
  readonly used: Amounts;
  /** Those that all workers of the host have together. */
  readonly shared: ReadonlySet<string>;
}

/** `waiting`: the oldest first. Answers whom to open, at most `limit`. */
export function admit<Id>(
  waiting: readonly WaitingSession<Id>[],
  { capacity, used, shared }: Room,
  { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
): readonly Id[] {
  const taken = new Map(used);
  const opened: Id[] = [];
  const fits = (wants: Amounts): boolean =>
    [...wants].every(([name, amount]) => amount <= (capacity.get(name) ?? 0) - (taken.get(name) ?? 0));
  const take = (wants: Amounts): void => {
    for (const [name, amount] of wants) taken.set(name, (taken.get(name) ?? 0) + amount);
  };
  for (const { id, requestedAtMs, wants, isMine, isForHost } of waiting) {
    if (opened.length >= limit) break;
    const hasAged = nowMs - requestedAtMs > AGEING_MS;
    if (isMine && couldHold(capacity, wants)) {
      if (fits(wants)) {
        opened.push(id);
        take(wants);
      } else if (hasAged) break;
    } else if (isForHost && hasAged) {
      const ofHost = new Map([...wants].filter(([name]) => shared.has(name)));
      if (!fits(ofHost)) take(ofHost);
    }
  }
  return opened;
}

/** Whether it would fit if nothing were taken. */
export function couldHold(capacity: Amounts, wants: Amounts): boolean {
  return [...wants].every(([resource, amount]) => amount <= (capacity.get(resource) ?? 0));
}

/** What a session asks of its worker, besides room. */
export interface Asked {
  /** That of an earlier session, to be made again there. */
  readonly workerKey: string | null;
  readonly buildId?: string;
}

/** Whether the session asks for any worker, or for this one. */
export function isAskedFor(
  asked: Asked,
  { workerKey, buildId }: { readonly workerKey: string; readonly buildId: string },
): boolean {
  return (asked.workerKey ?? workerKey) === workerKey && (asked.buildId ?? buildId) === buildId;
}
