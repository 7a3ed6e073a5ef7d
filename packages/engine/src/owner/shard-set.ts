import type { Shard } from '@baton/core';
import type { OwnedShards } from '../storage.ts';

/** The shards of an owner, for quick questions. */
export interface ShardSet {
  readonly owned: OwnedShards;
  has(taskQueue: string, shard: Shard): boolean;
  /** Of any queue. */
  hasShard(shard: Shard): boolean;
}

/** All but this one. */
export function without(owned: OwnedShards, taskQueue: string, shard: Shard): OwnedShards {
  const left = owned.get(taskQueue)?.filter((each) => each !== shard) ?? [];
  return new Map([...owned, [taskQueue, left]]);
}

export function shardSet(owned: OwnedShards): ShardSet {
  const sets = new Map([...owned].map(([queue, shards]) => [queue, new Set(shards)]));
  const any = new Set([...owned.values()].flat());
  return {
    owned,
    has: (taskQueue, shard) => sets.get(taskQueue)?.has(shard) === true,
    hasShard: (shard) => any.has(shard),
  };
}
