// Names of things, and the one rule that places a run: the shard of its workflow id, which its run id carries.

declare const brand: unique symbol;
type Brand<T, B extends string> = T & { readonly [brand]: B };

/** A run: a UUIDv7 whose first two random bytes hold its shard. */
export type RunId = Brand<string, 'RunId'>;
/** What the caller named the work; at most one open run has it. */
export type WorkflowId = Brand<string, 'WorkflowId'>;
/** Unique in its run; counts up in the order of the calls. */
export type ActivityId = Brand<string, 'ActivityId'>;
export type TimerId = Brand<string, 'TimerId'>;
/** Unique in the whole deployment: `<run id>/<number>`. */
export type SessionId = Brand<string, 'SessionId'>;
/** One process of a worker; a restart makes a new one. */
export type WorkerId = Brand<string, 'WorkerId'>;
/** What stays the same when a worker restarts on its host. */
export type WorkerKey = Brand<string, 'WorkerKey'>;
export type InboxId = Brand<string, 'InboxId'>;
export type Shard = Brand<number, 'Shard'>;

/** How many shards runs hash to. Fixed for the life of a database: shard leads every key. */
export const SHARD_COUNT = 64;

/** Where a run lives. Both parts, so that no statement has to look for the shard. */
export interface RunRef {
  readonly shard: Shard;
  readonly runId: RunId;
}

/** The shard of a workflow id: FNV-1a over its UTF-16 units, so that it is the same everywhere. */
export function shardOf(workflowId: string): Shard {
  let hash = 0x811c9dc5;
  for (let i = 0; i < workflowId.length; i++) {
    hash = Math.imul(hash ^ workflowId.charCodeAt(i), 0x01000193);
  }
  return ((hash >>> 0) % SHARD_COUNT) as Shard;
}

const runIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isRunId(text: string): text is RunId {
  return runIdPattern.test(text) && parseInt(text.slice(15, 18), 16) < SHARD_COUNT;
}

/**
 * A new run id: UUIDv7 with `nowMs` in its first 48 bits and the shard in the 12 bits after the version.
 *
 * `random` gives 8 random bytes; the caller owns randomness, since core has none.
 */
export function makeRunId(shard: Shard, nowMs: number, random: Uint8Array): RunId {
  const time = nowMs.toString(16).padStart(12, '0');
  const hex = Array.from(random.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = (8 + (parseInt(hex.charAt(0), 16) % 4)).toString(16);
  const shardHex = shard.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${shardHex}-${variant}${hex.slice(1, 4)}-${hex.slice(4, 16)}` as RunId;
}

/** The shard that a run id carries. @throws {RangeError} if the text is no run id. */
export function shardOfRun(runId: string): Shard {
  if (!isRunId(runId)) throw new RangeError(`Not a run id: ${runId.slice(0, 60)}`);
  return parseInt(runId.slice(15, 18), 16) as Shard;
}

export function runRef(runId: string): RunRef {
  return { shard: shardOfRun(runId), runId: runId as RunId };
}
