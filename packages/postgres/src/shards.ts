// Every shard, for statements that look everywhere: they name them all, so that a distributed database can ask each once.
import { SHARD_COUNT, type Shard } from '@baton/core';

export const allShards: readonly Shard[] = Array.from({ length: SHARD_COUNT }, (_, shard) => shard as Shard);
