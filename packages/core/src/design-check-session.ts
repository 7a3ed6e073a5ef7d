// What must hold for a session and for what is inside of one: its limits, its amounts, its policy, and whether any worker could hold it.
import { isDuration, toMs } from './duration.ts';
import type { DesignNode, DesignProblem, NodeOf } from './design.ts';
import { problem, titled } from './design-problem.ts';
import { childrenOf, type DesignIndex } from './graph-model.ts';

/** What a live worker offers to sessions. */
export interface SessionOffer {
  readonly taskQueues: readonly string[];
  /** Empty: it doesn't say. */
  readonly buildId?: string;
  readonly resources: Readonly<Record<string, number>>;
}

type Session = NodeOf<'session'>;

export function isInside(node: DesignNode, index: DesignIndex): boolean {
  return (index.parents.get(node.id) ?? null) !== null;
}

export function checkSession(node: Session, index: DesignIndex): readonly DesignProblem[] {
  return [
    ...checkPlace(node, index),
    ...checkLimits(node),
    ...checkAmounts(node),
    ...checkLoss(node),
    ...checkCleanup(node),
  ];
}

function checkPlace(node: Session, index: DesignIndex): readonly DesignProblem[] {
  const found: DesignProblem[] = [];
  if (isInside(node, index)) {
    found.push(
      problem({
        code: 'NESTED_SESSION',
        node,
        message: `${titled(node)} is a session inside a session.`,
        remedy: 'Move it out: one after the other, or side by side.',
      }),
    );
  }
  if (childrenOf(index, node.id).length === 0) {
    found.push(
      problem({
        severity: 'warning',
        code: 'EMPTY_SESSION',
        node,
        message: `${titled(node)} is empty.`,
        remedy: 'Put the activities into it that must run on one machine.',
      }),
    );
  }
  return found;
}

const limits = {
  creationTimeout: 'how long it may wait for a worker',
  executionTimeout: 'how long it may keep its worker',
  idleTimeout: 'after how long without work it ends',
  reestablishTimeout: 'how long its worker may be away',
  cleanupTimeout: 'how long its cleanup may take',
} as const;
export const requiredLimits: ReadonlySet<string> = new Set(['creationTimeout', 'executionTimeout']);

function checkLimits(node: Session): readonly DesignProblem[] {
  const { config } = node;
  const found: DesignProblem[] = [];
  for (const [path, what] of Object.entries(limits) as [keyof typeof limits, string][]) {
    const value = config[path];
    if (value === '' && requiredLimits.has(path)) {
      const message = `${titled(node)} does not say ${what}.`;
      found.push(
        problem({
          code: 'NO_SESSION_TIMEOUT',
          node,
          path,
          message,
          remedy: 'Say a duration such as 10 minutes.',
        }),
      );
    } else if (value !== undefined && msOf(value) === 0) {
      const message = `${titled(node)} must have more than no time: ${what}.`;
      found.push(
        problem({ code: 'BAD_DURATION', node, path, message, remedy: 'Say a duration such as 10 minutes.' }),
      );
    }
  }
  const [idle, whole] = [msOf(config.idleTimeout), msOf(config.executionTimeout)];
  if (idle !== null && whole !== null && idle >= whole) {
    found.push(
      problem({
        severity: 'warning',
        code: 'USELESS_SETTING',
        node,
        path: 'idleTimeout',
        message: `${titled(node)} ends by its whole time before it could be idle for so long.`,
        remedy: 'Make the idle time shorter than the whole time, or remove it.',
      }),
    );
  }
  return found;
}

/** In milliseconds; null if it is not given, an expression, or wrong (which is told elsewhere). */
function msOf(value: string | number | undefined): number | null {
  return value !== undefined && value !== '' && isDuration(value) ? toMs(value) : null;
}

function checkAmounts(node: Session): readonly DesignProblem[] {
  return Object.entries(node.config.resources ?? {}).flatMap(([name, amount]) => {
    if (name.trim() !== '' && Number.isSafeInteger(amount) && amount > 0) return [];
    const what =
      name.trim() === '' ? 'a resource without a name' : `${String(amount)} of “${name.slice(0, 60)}”`;
    return [
      problem({
        code: 'BAD_AMOUNT',
        node,
        path: `resources.${name}`,
        message: `${titled(node)} asks for ${what}.`,
        remedy: 'Name it, and ask for a whole number from 1; count in smaller units if it is a part.',
      }),
    ];
  });
}

function checkLoss(node: Session): readonly DesignProblem[] {
  const { onWorkerLost = 'fail', reestablishTimeout, retryOn, maxAttempts } = node.config;
  const warn = (code: string, path: string, message: string, remedy: string) =>
    problem({ severity: 'warning', code, node, path, message: `${titled(node)} ${message}`, remedy });
  const found: DesignProblem[] = [];
  if (onWorkerLost === 'reestablish' && reestablishTimeout === undefined) {
    const message = 'waits one minute for its worker to come back, since it does not say how long.';
    found.push(
      warn('NO_REESTABLISH_TIMEOUT', 'reestablishTimeout', message, 'Say how long a restart may take.'),
    );
  }
  if (onWorkerLost === 'fail' && reestablishTimeout !== undefined) {
    const message = 'says how long to wait for its worker, but does not wait for it.';
    const remedy = 'Choose to wait for the same worker, or remove the time.';
    found.push(warn('USELESS_SETTING', 'reestablishTimeout', message, remedy));
  }
  const isRetried = maxAttempts === undefined ? retryOn !== undefined : maxAttempts > 1;
  if (retryOn !== undefined && (!isRetried || retryOn.length === 0)) {
    const message = 'says when to begin again, but never does.';
    found.push(
      warn('USELESS_SETTING', 'retryOn', message, 'Allow more than one attempt, and choose a reason.'),
    );
  }
  return found;
}

function checkCleanup(node: Session): readonly DesignProblem[] {
  const { cleanup } = node.config;
  if (cleanup?.activity.trim() !== '') return [];
  return [
    problem({
      code: 'NO_ACTIVITY',
      node,
      path: 'cleanup.activity',
      message: `${titled(node)} does not say which activity cleans up.`,
      remedy: 'Choose an activity, or remove the cleanup.',
    }),
  ];
}

/** What an activity says that its session decides. */
export function checkInSession(
  node: NodeOf<'activity' | 'http'>,
  index: DesignIndex,
): readonly DesignProblem[] {
  const session = index.nodes.get(index.parents.get(node.id) ?? '');
  if (session?.kind !== 'session') return [];
  const { taskQueue, startToClose } = node.config.options ?? {};
  const found: DesignProblem[] = [];
  if (taskQueue !== undefined && taskQueue !== '') {
    found.push(
      problem({
        severity: 'warning',
        code: 'USELESS_SETTING',
        node,
        path: 'options.taskQueue',
        message: `${titled(node)} runs on the worker of ${titled(session)}, whatever its task queue says.`,
        remedy: 'Remove the task queue here, or set that of the session.',
      }),
    );
  }
  const [attempt, whole] = [msOf(startToClose), msOf(session.config.executionTimeout)];
  if (attempt !== null && whole !== null && attempt > whole) {
    found.push(
      problem({
        severity: 'warning',
        code: 'LONGER_THAN_SESSION',
        node,
        path: 'options.startToClose',
        message: `${titled(node)} may take longer than ${titled(session)} is open.`,
        remedy: 'Give the session more time, or the activity less.',
      }),
    );
  }
  return found;
}

/** Whether a live worker could ever hold it. Warnings: workers come and go. */
export function checkOffers(node: Session, offers: readonly SessionOffer[]): readonly DesignProblem[] {
  const { taskQueue = '', resources = {} } = node.config;
  const polling =
    taskQueue === '' ? offers : offers.filter(({ taskQueues }) => taskQueues.includes(taskQueue));
  const where = taskQueue === '' ? '' : ` of the queue “${taskQueue.slice(0, 60)}”`;
  if (polling.length === 0) {
    const message = `No live worker${where} takes sessions, as ${titled(node)} needs.`;
    const remedy = 'Start one with sessions enabled: a run waits for it, at most for the creation time.';
    return [
      problem({ severity: 'warning', code: 'NO_SESSION_WORKER', node, path: 'taskQueue', message, remedy }),
    ];
  }
  const ofBuild = polling.filter((offer) => mayRun(node, offer));
  if (ofBuild.length === 0) return [unknownBuild(node, polling, where)];
  const missing = Object.entries(resources).flatMap(([name, amount]) => {
    const most = Math.max(...ofBuild.map((offer) => offer.resources[name] ?? 0));
    if (most >= amount) return [];
    const found =
      most === 0
        ? `No live worker${where} offers “${name}”`
        : `No live worker${where} has more than ${most} of “${name}”`;
    return [
      problem({
        severity: 'warning',
        code: 'UNKNOWN_RESOURCE',
        node,
        path: `resources.${name}`,
        message: `${found}; ${titled(node)} asks for ${amount}.`,
        remedy: 'Ask for what a worker offers, or start one that does; until then it fails as UNSATISFIABLE.',
      }),
    ];
  });
  return missing.length > 0 ? missing : together(node, ofBuild);
}

/** What an expression will say is not known before the run. */
function mayRun({ config: { buildId = '' } }: Session, offer: SessionOffer): boolean {
  return buildId === '' || buildId.includes('{{') || buildId === offer.buildId;
}

function unknownBuild(node: Session, polling: readonly SessionOffer[], where: string): DesignProblem {
  const builds = [...new Set(polling.flatMap(({ buildId = '' }) => (buildId === '' ? [] : [buildId])))];
  const found = builds.length === 0 ? 'they don’t say what they run' : `they run ${builds.sort().join(', ')}`;
  const asked = (node.config.buildId ?? '').slice(0, 60);
  return problem({
    severity: 'warning',
    code: 'UNKNOWN_BUILD',
    node,
    path: 'buildId',
    message: `No live worker${where} runs build “${asked}”, as ${titled(node)} asks: ${found}.`,
    remedy: 'Start one with that build id: a run waits for it, at most for the creation time.',
  });
}

/** Each alone is there, but on different workers. */
function together(node: Session, polling: readonly SessionOffer[]): readonly DesignProblem[] {
  const wanted = Object.entries(node.config.resources ?? {});
  const fits = polling.some(({ resources }) =>
    wanted.every(([name, amount]) => (resources[name] ?? 0) >= amount),
  );
  if (fits) return [];
  return [
    problem({
      severity: 'warning',
      code: 'UNKNOWN_RESOURCE',
      node,
      path: 'resources',
      message: `No live worker has all that ${titled(node)} asks for.`,
      remedy: 'Ask for less, or start a worker that has it all; until then it fails as UNSATISFIABLE.',
    }),
  ];
}
