// Inbox, outbox and timers: what waits for the owner of a run.
import type { RunId, Shard, TimerId } from '@baton/core';
import type { OutboxBody, OwnedShards, Storage } from '@baton/engine';
import { clampMs } from '../connection/time.ts';
import { columns } from '../flush/columns.ts';
import type { Parts } from '../parts.ts';
import { makePutter } from './put-together.ts';
import { beforeAllRows } from './outbox-floor.ts';
import { fromJson, inboxRow, type JsonText, type StoredInboxRow } from './rows.ts';

type MessageMethods = Pick<
  Storage,
  'put' | 'pollInbox' | 'readInbox' | 'pollOutbox' | 'removeOutbox' | 'discardInbox' | 'dueTimers'
>;

export function messageMethods(parts: Parts): MessageMethods {
  const { db, clock, outbox } = parts;
  return {
    put: makePutter(parts),
    async pollInbox(owned, after, limit) {
      const rows = await db.run<StoredInboxRow>('poll-inbox', [
        ...ownedColumns(owned),
        after ?? beforeAllRows,
        limit,
      ]);
      return rows.map(inboxRow);
    },
    async readInbox(refs) {
      const rows = await db.run<StoredInboxRow>('read-inbox', [
        refs.map(({ shard }) => shard),
        refs.map(({ runId }) => runId),
      ]);
      return rows.map(inboxRow);
    },
    async pollOutbox(shards, limit) {
      const beganMs = clock.nowMs();
      const from = outbox.from(shards, beganMs);
      const rows = await db.run<OutboxRow>('poll-outbox', [shards, limit, from]);
      outbox.read(shards, from, { first: rows[0]?.id ?? null, beganMs, endedMs: clock.nowMs() });
      return rows.map(({ shard, id, from_run: runId, body }) => ({
        id,
        from: { shard, runId },
        body: fromJson(body),
      }));
    },
    async removeOutbox(shard, id) {
      await db.run('remove-outbox', [shard, id]);
    },
    async discardInbox(discards) {
      const rows = discards.flatMap(({ shard, runId, nextSeq, ids }) =>
        ids.map((id) => [shard, runId, nextSeq, id]),
      );
      if (rows.length > 0) await db.run('discard-inbox', columns(rows, 4));
    },
    async dueTimers(owned, untilMs, limit) {
      const values = [...ownedColumns(owned), clampMs(untilMs), limit];
      const rows = await db.run<TimerRow>('due-timers', values);
      return rows.map(({ shard, run_id: runId, timer_id: timerId, fire_at: fireAtMs }) => ({
        ...{ shard, runId, timerId, fireAtMs },
      }));
    },
  };
}

interface OutboxRow {
  readonly shard: Shard;
  readonly id: string;
  readonly from_run: RunId;
  readonly body: JsonText<OutboxBody>;
}

interface TimerRow {
  readonly shard: Shard;
  readonly run_id: RunId;
  readonly timer_id: TimerId;
  readonly fire_at: number;
}

export function ownedColumns(owned: OwnedShards): [number[], string[]] {
  const pairs = [...owned].flatMap(([queue, shards]) => shards.map((shard) => ({ queue, shard })));
  return [pairs.map(({ shard }) => shard), pairs.map(({ queue }) => queue)];
}
