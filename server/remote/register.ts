import { ApiError } from '../errors.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { RegisterInput } from '../input/remote.ts';
import type { Registered } from '../views/remote.ts';

/** A remote worker runs activities and hosts sessions; runs are owned by workers that reach the database. */
export async function register(ctx: Ctx, input: RegisterInput): Promise<Registered> {
  const { deps, caller } = ctx;
  if (caller.kind !== 'key') throw new ApiError('FORBIDDEN', 'Workers register with an API key');
  const { hostId = input.hostName, sessions, version = '', buildId = version, ...said } = input;
  const offered = sessions && { ...sessions, hostResources: sessions.hostResources ?? {} };
  const registration = { ...said, hostId, buildId, sessions: offered, workflows: [], ownsRuns: false };
  const answer = await deps.storage.registerWorker(registration);
  if ('refused' in answer) return answer;
  const { workerId, workerKey, taskQueues, leaseMs } = input;
  const identity = { workerId, workerKey, taskQueues, leaseMs, owner: actorOf(caller) };
  return { nowMs: answer.nowMs, worker: deps.credentials.sign(identity) };
}
