// A session holds a worker while what is inside of it runs.
import { createSession, type CreateSessionOptions } from '@baton/workflow';
import type { NodeOf, Scope } from '@baton/core';
import { out, type Behaviour } from './node-run.ts';
import { duration } from './render.ts';
import { durations } from './run-activity.ts';

export const runSession: Behaviour<'session'> = async (node, { scope, runInside }) => {
  // Leaving the block completes the session, whatever happened in it.
  await using session = await createSession(sessionOptions(node, scope));
  // Its inside's outputs stand in their own nodes' events.
  return out(await session.run(() => runInside(node)), true);
};

function sessionOptions({ config }: NodeOf<'session'>, scope: Scope): CreateSessionOptions {
  const { idleTimeout, reestablishTimeout, taskQueue, resources, onWorkerLost } = config;
  return {
    creationTimeout: duration(config.creationTimeout, scope),
    executionTimeout: duration(config.executionTimeout, scope),
    ...durations({ idleTimeout, reestablishTimeout }, scope),
    ...(taskQueue === undefined || taskQueue === '' ? {} : { taskQueue }),
    ...(resources === undefined ? {} : { resources }),
    ...(onWorkerLost === undefined ? {} : { onWorkerLost }),
  };
}
