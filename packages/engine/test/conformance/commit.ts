import type { InboxId, SessionId, TimerId } from '@baton/core';
import { describe, expect, it } from 'vitest';
import {
  activityRow,
  claimed,
  closing,
  inboxOf,
  mark,
  sessionOptions,
  started,
  targetOf,
  transition,
  withActivity,
  type Given,
} from './under-test.ts';

export function describeCommit(given: Given): void {
  describe('a transition', () => {
    it('appends its events as one row, at its place and time', async () => {
      const { storage } = given();
      const run = await started(storage);
      const first = transition(run.ref, 2, { events: [mark, mark], atMs: 1_700_000_000_123 });
      expect(await storage.commit(first)).toBe('committed');
      expect(await storage.commit(transition(run.ref, 4))).toBe('committed');
      const rows = await storage.readHistory(run.ref, 1);
      expect(rows).toMatchObject([{ seq: 2, atMs: 1_700_000_000_123, events: [mark, mark] }, { seq: 4 }]);
    });

    it('of two at the same place only one is written, with all its effects and none of the other', async () => {
      const { storage } = given();
      const run = await started(storage);
      const timer = (timerId: string) => ({ timerId: timerId as TimerId, fireAtMs: 1 });
      const outcomes = await Promise.all([
        storage.commit(transition(run.ref, 2, { addTimers: [timer('a')], consume: [run.wake] })),
        storage.commit(
          transition(run.ref, 2, { addTimers: [timer('b')], addActivities: [activityRow(run)] }),
        ),
      ]);
      expect([...outcomes].sort()).toEqual(['committed', 'conflict']);
      const firstWon = outcomes[0] === 'committed';
      const due = await storage.dueTimers(new Map([[run.queue, [run.ref.shard]]]), 10, 10);
      expect(due.map(({ timerId }) => timerId)).toEqual([firstWon ? 'a' : 'b']);
      expect(await inboxOf(storage, run)).toHaveLength(firstWon ? 0 : 1);
      expect(await storage.pendingActivities(run.ref)).toHaveLength(firstWon ? 0 : 1);
      expect(await storage.readHistory(run.ref, 0)).toHaveLength(2);
    });

    it('a conflict of one run leaves the transitions of others alone', async () => {
      const { storage } = given();
      const runs = await Promise.all(Array.from({ length: 5 }, () => started(storage)));
      await storage.commit(transition(runs[2]!.ref, 2));
      const outcomes = await Promise.all(runs.map((run) => storage.commit(transition(run.ref, 2))));
      expect(outcomes).toEqual(['committed', 'committed', 'conflict', 'committed', 'committed']);
    });

    it('is refused on a closed run', async () => {
      const { storage } = given();
      const run = await started(storage);
      await storage.commit(closing(run.ref, 2));
      expect(await storage.commit(transition(run.ref, 2))).toBe('conflict');
      expect(await storage.commit(transition(run.ref, 3))).toBe('conflict');
      expect(await storage.readHistory(run.ref, 0)).toHaveLength(2);
    });

    it('puts a wake row under the id that it was given', async () => {
      const { storage } = given();
      const run = await started(storage);
      const id = run.wake.replace(/.$/, (last) => (last === '0' ? '1' : '0')) as InboxId;
      await storage.commit(transition(run.ref, 2, { consume: [run.wake], addWake: id }));
      expect(await inboxOf(storage, run)).toEqual([{ ...run.ref, id, body: { kind: 'wake' } }]);
    });

    it('sets all attributes of the run', async () => {
      const { storage } = given();
      const run = await started(storage, { attributes: { a: 1, b: 2 } });
      await storage.commit(transition(run.ref, 2, { attributes: { b: 3, c: 'x' } }));
      expect((await storage.readRun(run.ref))?.attributes).toEqual({ b: 3, c: 'x' });
    });

    it('does not close an activity whose completion it has not seen', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { task } = await claimed(storage, run);
      await storage.completeActivity(targetOf(task), 'done', {});
      const close = { closeActivities: [{ activityId: task.activityId, human: null }] };
      expect(await storage.commit(transition(run.ref, 3, close))).toBe('unseen');
      expect(await storage.readHistory(run.ref, 2)).toEqual([]);

      const [completion] = (await inboxOf(storage, run)).filter(
        ({ body }) => body.kind === 'activityCompleted',
      );
      expect(await storage.commit(transition(run.ref, 3, { ...close, consume: [completion!.id] }))).toBe(
        'committed',
      );
      expect(await storage.pendingActivities(run.ref)).toEqual([]);
    });

    it('frees the session that it completes', async () => {
      const { storage } = given();
      const run = await started(storage);
      const sessionId = `${run.ref.runId}/1` as SessionId;
      const session = { sessionId, options: sessionOptions(), taskQueue: run.queue, label: 'gpu' };
      await storage.commit(transition(run.ref, 2, { addSessions: [session] }));
      const open = async () => storage.listSessions({ runId: run.ref.runId, open: true, limit: 10 });
      expect(await open()).toMatchObject([{ sessionId, state: 'requested', label: 'gpu', position: 1 }]);
      await storage.commit(transition(run.ref, 3, { releaseSessions: [sessionId] }));
      expect(await open()).toEqual([]);
    });
  });
}
