// Workflows that use everything. Histories of them are kept for ever, and today's engine has to replay them: so never change what they do.
// What is new gets a workflow of its own, and a recording.
import {
  activity,
  ApplicationError,
  cancellable,
  condition,
  continueAsNew,
  createSession,
  expectSignal,
  getSessionInfo,
  humanActivity,
  joinSession,
  makeAsync,
  mark,
  nonCancellable,
  now,
  onQuery,
  onSignal,
  onUpdate,
  patched,
  random,
  recreateSession,
  runInfo,
  setAttributes,
  signalRun,
  sleep,
  uuid,
  withLabel,
  withSession,
  withTimeout,
  workflow,
  type Session,
  type SessionInfo,
} from '@baton/workflow';

const limit = { startToClose: '1 minute' } as const;
const session = { creationTimeout: '1 minute', executionTimeout: '1 hour' } as const;

export const steady = activity('steady', limit, async (n: number) => n + 1);
export const shaky = activity(
  'shaky',
  { ...limit, retry: { maxAttempts: 3, initial: '1s' } },
  async (_, ctx) => {
    if (ctx.info.attempt < 3) throw new Error(`attempt ${ctx.info.attempt}`);
    return ctx.info.attempt;
  },
);
export const doomed = activity('doomed', { ...limit, retry: { maxAttempts: 2, initial: '1s' } }, async () => {
  throw new ApplicationError('Doomed', 'As it was foretold', { details: { by: 'the oracle' } });
});
/** Its handler is the recording's, which has a clock to wait on. */
export const slow = activity<number, string, { at: number }>(
  'slow',
  {
    startToClose: '1 hour',
    heartbeat: '1 minute',
    retry: { maxAttempts: 2, initial: '1s' },
    cancellation: 'wait',
  },
  async () => 'never',
);
export const later = activity<string, { answer: string }>(
  'later',
  { scheduleToClose: '1 day', asyncTimeout: '1 hour' },
  async () => makeAsync(),
);
export const approve = humanActivity<{ what: string }>('approve', {
  title: 'May {{ input.what }} go?',
  outcomes: ['yes', 'no'],
  assignees: ['role:release'],
  timeout: '1 day',
});

export const tortureChild = workflow('tortureChild', async (how: string) => {
  if (how === 'fail') throw new ApplicationError('ChildFailed', 'as it was told to');
  if (how === 'wait') await expectSignal('never');
  const from = await expectSignal<string>('from-parent');
  return { how, from };
});

interface Guest {
  readonly session: SessionInfo;
  readonly host: string;
}

/** Works in a session of its parent, and sees it end. */
export const tortureGuest = workflow('tortureGuest', async ({ session: given, host }: Guest) => {
  const joined = joinSession(given);
  const inside = await joined.run(() => steady(50));
  signalRun(host, 'guest-was-there');
  await expectSignal('over');
  return { inside, state: joined.info.state, after: await told(joined.run(() => steady(51))) };
});

/** What an error says, without its stack. */
const told = async (promise: Promise<unknown>): Promise<string> => {
  try {
    return JSON.stringify(await promise);
  } catch (error) {
    const { name, message, cause } = error as Error;
    return `${name}: ${message}${cause instanceof Error ? ` (${cause.name}: ${cause.message})` : ''}`;
  }
};

async function facts(): Promise<unknown> {
  const drawn = [
    random(),
    Math.random(),
    uuid(),
    crypto.randomUUID(),
    crypto.getRandomValues(new Uint8Array(4))[0],
  ];
  const times = [now(), Date.now(), new Date().toISOString()];
  await sleep(new Date(now() - 1_000));
  return { drawn, times, workflow: runInfo().workflow, historyLength: runInfo().historyLength };
}

async function activities(): Promise<unknown> {
  const seen: number[] = [];
  const watched = slow(1);
  watched.onHeartbeat(({ at }) => seen.push(at), { minInterval: '1s' });
  const resolved = slow(2);
  const rejected = slow(3);
  const cancelled = slow(4);
  await sleep('5s');
  resolved.complete('by the workflow');
  rejected.fail(new ApplicationError('Rejected', 'by the workflow'));
  cancelled.cancel('no longer wanted');
  const both = await Promise.all([
    steady(1),
    told(shaky()),
    told(doomed()),
    told(later('a')),
    told(approve({ what: 'it' })),
  ]);
  return [
    ...both,
    await told(watched),
    seen,
    await told(resolved),
    await told(rejected),
    await told(cancelled),
  ];
}

async function scopes(): Promise<unknown> {
  const aborted = cancellable(() => sleep('1 day'));
  aborted.catch(() => undefined);
  await sleep('1s');
  aborted.cancel('enough');
  const promised = later.with({ scheduleToClose: sleep('2s') })('never');
  return [
    await told(aborted),
    await told(withTimeout('2s', () => expectSignal('never'))),
    await told(expectSignal('never', { timeout: '1s' })),
    await told(promised),
    await condition(() => false, '1s'),
    await told(nonCancellable(() => steady(10))),
  ];
}

async function children(): Promise<unknown> {
  const { workflowId } = runInfo();
  const good = tortureChild.with({ workflowId: `${workflowId}/good`, parentClosePolicy: 'cancel' })('answer');
  await good.started;
  const twin = tortureChild.with({ workflowId: `${workflowId}/good` })('twin');
  signalRun(`${workflowId}/good`, 'from-parent', 'hello');
  const stopped = tortureChild.with({ parentClosePolicy: 'abandon' })('wait');
  await stopped.started;
  stopped.cancel('the parent said so');
  return [await told(good), await told(twin), await told(tortureChild('fail')), await told(stopped)];
}

async function sessions(): Promise<{ readonly said: unknown; readonly kept: Session }> {
  const impossible = await told(createSession({ ...session, resources: { unobtainium: 1 } }));
  const first = await createSession({ ...session, onWorkerLost: 'reestablish' });
  const inside = await first.run(async () => [await steady(20), getSessionInfo()?.state]);
  mark('session', 'open');
  await expectSignal('worker-is-back');
  const { epoch } = first.info;
  const { workflowId } = runInfo();
  const guest = tortureGuest.with({ workflowId: `${workflowId}/guest` })({
    session: first.info,
    host: workflowId,
  });
  await expectSignal('guest-was-there');
  await first.complete();
  signalRun(`${workflowId}/guest`, 'over');
  const visited = await told(guest);
  const cleaned = await told(withSession(session, () => steady(30), { cleanup: () => steady(31) }));
  const second = await recreateSession(first.info.recreateToken, session);
  await second.run(() => steady(40));
  mark('session', 'second');
  const lost = await told(second.run(() => slow(5)));
  await second.complete();
  const kept = await createSession(session);
  return { said: [impossible, inside, epoch, visited, cleaned, lost], kept };
}

interface Round {
  readonly round: number;
  readonly session: SessionInfo | null;
}

/** Everything in one run, and once more in its successor with the session that was handed over. */
export const torture = workflow('torture', async ({ round, session: joined }: Round) => {
  let stage = 'begun';
  let level = 0;
  const ticks: number[] = [];
  onQuery('stage', () => stage);
  onUpdate('level', async (by: number) => (level += await steady(by)), {
    validate: (by) => {
      if (by < 0) throw new RangeError('only up');
    },
  });
  onUpdate('break', () => {
    throw new ApplicationError('Broken', 'as it was asked to');
  });
  using _ticks = onSignal<number>('tick', async (n) => ticks.push(await steady(n)));
  if (joined !== null) {
    const taken = joinSession(joined);
    const result = await taken.run(() => steady(round));
    await taken.complete();
    return { round, result };
  }
  if (patched('torture-steady')) await steady(0);
  setAttributes({ round, kind: 'torture' });
  stage = 'facts';
  const said: unknown[] = [await facts()];
  stage = 'activities';
  said.push(await withLabel('activities', activities));
  stage = 'scopes';
  said.push(await scopes());
  stage = 'children';
  said.push(await children());
  stage = 'sessions';
  const { said: ofSessions, kept } = await sessions();
  mark(
    'said',
    [...said, ofSessions, level, ticks]
      .map((each) => JSON.stringify(each))
      .join('\n')
      .slice(0, 20_000),
  );
  return continueAsNew({ round: round + 1, session: kept.info }, { handOver: true });
});

/** The ways to end that `torture` doesn't take. */
export const tortureEnds = workflow('tortureEnds', { runTimeout: '1 day' }, async (how: string) => {
  await steady(1);
  if (how === 'fail') throw new ApplicationError('Ended', 'by itself', { details: [1, 2] });
  try {
    await expectSignal('never');
  } finally {
    await nonCancellable(() => steady(2));
  }
  return how;
});

/** Its worker is drained, and comes back. */
export const tortureDrained = workflow('tortureDrained', async () => {
  await using kept = await createSession({ ...session, onWorkerLost: 'reestablish' });
  await expectSignal('go');
  const { epoch } = kept.info;
  return [epoch, await kept.run(() => steady(60))];
});

/** When `tortureLost` was recorded, its first attempt killed the process that owned the run. */
export const fragile = activity('fragile', { startToClose: '1 minute' }, async (n: number) => n);

/** Its owner is killed in the middle of an activity that it runs itself. An environment for tests can't do that: it was recorded with two processes. */
export const tortureLost = workflow('tortureLost', async () => fragile(7));
