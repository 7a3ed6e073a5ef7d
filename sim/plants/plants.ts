// Bugs to plant: one expression each, in the real code. Each breaks a promise, and the simulation has to notice.
//
// `code` stands exactly once in its file; in a process that takes plants in it becomes `(plantedBug === name ? (bug) : (code))`.

export interface Plant {
  readonly name: string;
  readonly file: string;
  readonly code: string;
  readonly bug: string;
}

const memory = 'packages/engine/src/memory';
const owner = 'packages/engine/src/owner';

export const plants: readonly Plant[] = [
  // The append is no lock.
  { name: 'no fence', file: `${memory}/commit.ts`, code: 'run.nextSeq !== transition.seq', bug: 'false' },
  // Messages are lost, or count twice.
  {
    name: 'an inbox row is consumed twice',
    file: `${memory}/commit.ts`,
    code: 'run.inbox.delete(consumed)',
    bug: 'undefined',
  },
  {
    name: 'a run closes over what it has not seen',
    file: `${memory}/commit.ts`,
    code: 'decides && unseen.length > 0',
    bug: 'false',
  },
  {
    name: 'a repeated signal is a new one',
    file: 'packages/engine/src/decide/stimulus-of.ts',
    code: 'requestId !== undefined && requests.has(`signal:${requestId}`)',
    bug: 'false',
  },
  {
    name: 'hints without looking around',
    file: 'packages/worker/src/loops/lookout-loop.ts',
    code: 'await storage.lookAround(look())',
    bug: '{ ...(await storage.lookAround(look())), inbox: false, queues: [], sessions: false }',
  },
  {
    name: 'what could not be delivered is forgotten',
    file: 'packages/engine/src/sweeps/deliver-outbox.ts',
    code: 'delivery.failed(error, from)',
    bug: 'await delivery.storage.removeOutbox(from.shard, id)',
  },
  // Attempts.
  {
    name: 'the attempt is not checked',
    file: `${memory}/activity-ends.ts`,
    code: 'target.attempt !== null && isOver',
    bug: 'false',
  },
  {
    name: 'a late completion is told that it counts',
    file: `${memory}/activity-ends.ts`,
    code: 'afterTheEnd(activity, meta.completionKey)',
    bug: "{ kind: 'ok' }",
  },
  {
    name: 'the order of heartbeats is ignored',
    file: `${memory}/activities.ts`,
    code: 'sequence <= beat.sequence',
    bug: 'false',
  },
  {
    name: 'what is lost at its only attempt is tried again',
    file: `${memory}/workers.ts`,
    code: "next.kind === 'final' || cancelRequested !== null",
    bug: 'cancelRequested !== null',
  },
  {
    name: 'the lost answer of a claim is not asked for again',
    file: 'packages/worker/src/loops/claim-loop.ts',
    code: 'unheard === null',
    bug: 'true',
  },
  {
    name: 'the second decision of two people wins',
    file: `${memory}/human-tasks.ts`,
    code: "!isOpen(task) || activity === undefined || activity.state === 'done'",
    bug: 'activity === undefined',
  },
  // What only a dead owner knew.
  {
    name: 'no wake row',
    file: `${memory}/commit.ts`,
    code: "run.inbox.set(id, { ...run.ref, id, body: { kind: 'wake' }, dedupKey: null })",
    bug: 'undefined',
  },
  {
    name: 'inline attempts of a dead owner are left alone',
    file: `${owner}/run-flow.ts`,
    code: 'attempts.takeOver(run, activity)',
    bug: 'undefined',
  },
  {
    name: 'a timer lives in memory only',
    file: `${memory}/commit.ts`,
    code: 'run.timers.set(timer.timerId, timer)',
    bug: 'undefined',
  },
  // What should be gone.
  {
    name: 'the row of a timer stays',
    file: `${memory}/commit.ts`,
    code: 'run.timers.delete(timer.timerId)',
    bug: 'undefined',
  },
  {
    name: 'the slot of a session outlives its run',
    file: `${memory}/close-run.ts`,
    code: 'closeSession(state, session.sessionId)',
    bug: 'undefined',
  },
  {
    name: 'activities outlive their run',
    file: `${memory}/close-run.ts`,
    code: 'run.activities.clear()',
    bug: 'undefined',
  },
  // Limits and leases.
  {
    name: 'the limit of sessions is ignored',
    file: 'packages/engine/src/admission.ts',
    code: 'fits(wants)',
    bug: 'true',
  },
  {
    name: 'a live lease is stolen',
    file: `${memory}/workers.ts`,
    code: '!isLive(state, lease.owner)',
    bug: 'true',
  },
  {
    name: 'the epoch stays the same',
    file: `${memory}/session-returns.ts`,
    code: 'session.epoch + 1',
    bug: 'session.epoch',
  },
  {
    name: 'a loop never rests',
    file: 'packages/worker/src/loops/claim-loop.ts',
    code: "mayHaveMore && free() > 0 ? 'again' : 'rest'",
    bug: "'again'",
  },
];
