// A session holds a worker while what is inside of it runs.
import {
  createSession,
  callActivity,
  withSession,
  type CreateSessionOptions,
  type SessionPolicy,
} from '@baton/workflow';
import type { NodeOf, Scope } from '@baton/core';
import { out, type Behaviour } from './node-run.ts';
import { duration, json, text } from './render.ts';
import { durations } from './run-activity.ts';

const DEFAULT_CLEANUP_MS = 60_000;

export const runSession: Behaviour<'session'> = async (node, { scope, runInside }) => {
  const options = sessionOptions(node, scope);
  const policy = sessionPolicy(node, scope);
  // The recipe takes more turns of the event loop: runs of versions without a policy keep the order of their commands.
  if (policy !== null) return out(await withSession(options, () => runInside(node), policy), true);
  // Leaving the block completes the session, whatever happened in it.
  await using session = await createSession(options);
  // Its inside's outputs stand in their own nodes' events.
  return out(await session.run(() => runInside(node)), true);
};

function sessionOptions({ config }: NodeOf<'session'>, scope: Scope): CreateSessionOptions {
  const { idleTimeout, reestablishTimeout, taskQueue, resources, buildId, onWorkerLost } = config;
  return {
    creationTimeout: duration(config.creationTimeout, scope),
    executionTimeout: duration(config.executionTimeout, scope),
    ...durations({ idleTimeout, reestablishTimeout }, scope),
    ...(taskQueue === undefined || taskQueue === '' ? {} : { taskQueue }),
    ...(resources === undefined ? {} : { resources }),
    ...(buildId === undefined || buildId === '' ? {} : { buildId: text(buildId, scope) }),
    ...(onWorkerLost === undefined ? {} : { onWorkerLost }),
  };
}

/** Null: one attempt, and nothing to clean up. */
function sessionPolicy({ config }: NodeOf<'session'>, scope: Scope): SessionPolicy | null {
  const { maxAttempts, retryOn, cleanup, cleanupTimeout } = config;
  if (maxAttempts === undefined && retryOn === undefined && cleanup === undefined) return null;
  return {
    ...(retryOn === undefined ? {} : { retryOn }),
    // As `withSession` has it, once anything is said about trying again.
    ...(maxAttempts === undefined ? (retryOn === undefined ? { maxAttempts: 1 } : {}) : { maxAttempts }),
    ...durations({ cleanupTimeout }, scope),
    ...(cleanup === undefined ? {} : { cleanup: () => cleanUp(cleanup, cleanupTimeout, scope) }),
  };
}

type Cleanup = NonNullable<NodeOf<'session'>['config']['cleanup']>;
type Timeout = NodeOf<'session'>['config']['cleanupTimeout'];

/** One attempt: what it doesn't do in its time is left at that. */
function cleanUp({ activity, input }: Cleanup, timeout: Timeout, scope: Scope): Promise<unknown> {
  const startToClose = timeout === undefined ? DEFAULT_CLEANUP_MS : duration(timeout, scope);
  const given = input === undefined ? null : json(input, scope);
  return callActivity(activity, given, { startToClose, retry: { maxAttempts: 1 } });
}
