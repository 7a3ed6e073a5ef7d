// What is compared: calls of people and services on the real server, and the way of a run from its start to a person and to its end.
import { TRPCClientError } from '@trpc/client';
import type { RunId } from '@baton/core';
import { WorkflowClient } from '@baton/client';
import { createTRPCClient, httpLink } from '@trpc/client';
import { createWorker, type Worker } from '@baton/worker';
import { humanActivity, workflow, activity } from '@baton/workflow';
import { ensureBootstrap } from '../server/bootstrap.ts';
import type { AppRouter } from '../server/router.ts';
import { startServer } from '../server/start-server.ts';

const API_KEY = 'bench-key-0123456789abcdef';
const admin = { email: 'ada@example.com', password: 'correct horse battery' };

const noop = activity<number, string>('noop', { startToClose: '1 minute' }, () => 'x'.repeat(100));
const approve = humanActivity('approve', {
  title: 'Release it?',
  assignees: ['role:release'],
  outcomes: ['approve', 'reject'],
  dueIn: '40d',
});
/** Eight steps, so that a closed run has a history worth the name. */
const approval = workflow('approval', async (steps: number) => {
  for (let step = 0; step < steps; step++) await noop(step);
  await approve({});
});

export type Api = ReturnType<typeof createTRPCClient<AppRouter>>;

export interface Site {
  readonly databaseUrl: string;
  /** A person in the group that tasks are assigned to. */
  readonly person: Api;
  /** A run that waits for a person; answers when its task can be seen. */
  park(workflowId: string, steps: number): Promise<RunId>;
  /** Decides, and answers when the run has ended. */
  decide(runId: RunId): Promise<void>;
  /** Another worker beside: how long until the first decision of a new run is durable, in milliseconds. */
  firstDecisionMs(workflowId: string): Promise<number>;
  close(): Promise<void>;
}

export async function openSite(databaseUrl: string): Promise<Site> {
  await ensureBootstrap({
    databaseUrl,
    adminEmail: admin.email,
    adminPassword: admin.password,
    apiKey: API_KEY,
  });
  const server = await startServer({ databaseUrl, port: 0, pages: false, log: () => undefined });
  const client = new WorkflowClient({ url: server.url, apiKey: API_KEY });
  let worker = await runningWorker(databaseUrl);
  const person = await approver(server.url);
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  const hasTask = async (runId: RunId): Promise<boolean> => {
    const { items } = await person.humanTasks.list.query({ view: 'all', runId });
    return items.length > 0;
  };
  return {
    databaseUrl,
    person,
    async park(workflowId, steps) {
      const { runId } = await client.start(approval, steps, { workflowId });
      await until(() => hasTask(runId));
      return runId;
    },
    async decide(runId) {
      const { items } = await person.humanTasks.list.query({ view: 'all', runId });
      const task = items[0];
      if (task === undefined) throw new Error(`Run ${runId} has no task`);
      await person.humanTasks.decide.mutate({
        ...{ runId, activityId: task.activityId, outcome: 'approve', values: {}, comment: '' },
        idempotencyKey: runId,
      });
      await client.run(runId).result();
    },
    async firstDecisionMs(workflowId) {
      await worker.stop();
      const beganMs = performance.now();
      worker = await runningWorker(databaseUrl);
      const { runId } = await client.start(approval, 0, { workflowId });
      await until(() => hasTask(runId));
      return performance.now() - beganMs;
    },
    async close() {
      await worker.stop();
      await server.close();
    },
  };
}

async function runningWorker(databaseUrl: string): Promise<{ stop(): Promise<void> }> {
  const worker: Worker = await createWorker({
    databaseUrl,
    workflows: [approval],
    activities: [noop],
    log: ({ level, message, error }) => {
      if (level !== 'info') console.error(message, error ?? '');
    },
  });
  const running = worker.run();
  return {
    async stop() {
      await worker.shutdown({ grace: 0 });
      await running;
    },
  };
}

async function approver(url: string): Promise<Api> {
  const asAdmin = apiWith(url, await signIn(url, admin));
  const made = { email: 'ann@example.com', password: 'a long enough password' };
  try {
    await asAdmin.people.create.mutate({ ...made, name: 'Ann', role: 'operator', groups: ['release'] });
  } catch (error) {
    // She is there from the time before.
    if (!(error instanceof TRPCClientError)) throw error;
  }
  return apiWith(url, await signIn(url, made));
}

async function signIn(
  url: string,
  body: { readonly email: string; readonly password: string },
): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`Signing in was answered with ${answer.status}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

function apiWith(url: string, cookie: string): Api {
  const headers = { cookie, origin: url, 'x-baton-csrf': '1' };
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc`, headers })] });
}

/** Pages of lists as the studio asks for them; `some`: a run that is parked in this database. */
export function listCalls({ person }: Site, some: { readonly runId: RunId; readonly workflowId: string }) {
  const { runs, humanTasks, designs, sessions, workers, schedules } = person;
  const now = Date.now();
  return {
    'runs, all': () => runs.list.query({ limit: 50 }),
    'runs, open': () => runs.list.query({ limit: 50, status: ['running'] }),
    'runs, completed': () => runs.list.query({ limit: 50, status: ['completed'] }),
    'runs, failed': () => runs.list.query({ limit: 50, status: ['failed', 'timedOut'] }),
    'runs, waiting for approval': () => runs.list.query({ limit: 50, waiting: 'approval' }),
    'runs, waiting for a timer': () => runs.list.query({ limit: 50, waiting: 'timer' }),
    'runs of a workflow': () => runs.list.query({ limit: 50, workflow: 'approval' }),
    'runs of a design': () =>
      runs.list.query({ limit: 50, designId: '00000000-0000-7000-8000-000000000004' }),
    'runs of the last hour': () => runs.list.query({ limit: 50, sinceMs: now - 3_600_000 }),
    'runs by workflow id': () => runs.list.query({ limit: 50, text: some.workflowId }),
    'runs by text that nothing has': () => runs.list.query({ limit: 50, text: 'no such thing' }),
    'one run': () => runs.get.query({ runId: some.runId }),
    'inbox, mine': () => humanTasks.list.query({ view: 'mine', limit: 50 }),
    'inbox, all': () => humanTasks.list.query({ view: 'all', limit: 50 }),
    'inbox, overdue': () => humanTasks.list.query({ view: 'overdue', limit: 50 }),
    'inbox, done': () => humanTasks.list.query({ view: 'done', limit: 50 }),
    'inbox, counts': () => humanTasks.counts.query(),
    workflows: () => designs.list.query({ limit: 50 }),
    'sessions, open': () => sessions.list.query({ open: true, limit: 50 }),
    'sessions, ended': () => sessions.list.query({ open: false, limit: 50 }),
    workers: () => workers.list.query(),
    schedules: () => schedules.list.query({ limit: 50 }),
  };
}
