// Starting a run: of a workflow in code by its name, or of a published design.
import { createHash } from 'node:crypto';
import { checkStartInput, type Design, toMs, WorkflowAlreadyStartedError } from '@baton/core';
import { GRAPH_WORKFLOW, startRun as startInEngine, type StartRun } from '@baton/engine';
import { auditPerson } from '../audit-call.ts';
import { actorOf, type Ctx } from '../context.ts';
import { readDocument } from '../designs/document.ts';
import { requireDesign, requireVersion } from '../designs/read-design.ts';
import { ApiError } from '../errors.ts';
import type { StartRunInput } from '../input/runs.ts';
import type { StartedRun } from '../views/runs.ts';

const DEFAULT_QUEUE = 'default';
/** Among the run's attributes, so that the same request is known again, also after the run's end. */
const KEY_ATTRIBUTE = 'baton.idempotencyKey';

/** @throws {ApiError} WORKFLOW_ALREADY_STARTED, NOT_FOUND, NOT_PUBLISHED, DESIGN_ARCHIVED, FORM_INVALID */
export async function startRun(ctx: Ctx, input: StartRunInput): Promise<StartedRun> {
  const known = await sameRequest(ctx, input);
  if (known !== null) return known;
  const what = await whatToStart(ctx, input);
  const { runId, workflowId, alreadyRunning } = await startInEngine(ctx.deps.storage, what);
  const design = what.design === undefined ? null : { ...what.design };
  await auditPerson(ctx, { kind: 'run', id: runId }, { workflowId, design });
  return { runId, workflowId, alreadyRunning };
}

/** What the engine is to start. @throws {ApiError} NOT_FOUND, NOT_PUBLISHED, DESIGN_ARCHIVED, FORM_INVALID */
export async function whatToStart(ctx: Ctx, input: StartRunInput): Promise<StartRun> {
  const what: What = 'workflow' in input ? ofCode(input.workflow) : await ofDesign(ctx, input);
  return { ...what, ...optionsOf(input), input: input.input ?? null, by: actorOf(ctx.caller) };
}

type What = Pick<StartRun, 'workflow' | 'design'>;

function ofCode(workflow: string): What {
  if (workflow !== GRAPH_WORKFLOW) return { workflow };
  throw new ApiError('INVALID_INPUT', 'A drawn workflow is started by its designId');
}

async function ofDesign(
  { deps }: Ctx,
  { designId, version, input }: Extract<StartRunInput, { designId: string }>,
): Promise<What> {
  const { archivedAt, publishedVersion } = await requireDesign(deps.prisma, designId);
  if (archivedAt !== null)
    throw new ApiError('DESIGN_ARCHIVED', 'The design is archived: restore it to run it');
  const wanted = version ?? publishedVersion;
  if (wanted === null)
    throw new ApiError('NOT_PUBLISHED', 'The design was never published: publish it to run it');
  const { document } = await requireVersion(deps.prisma, designId, wanted);
  checkInput(readDocument(document), input);
  return { workflow: GRAPH_WORKFLOW, design: { designId, version: wanted } };
}

/** What the start node asks for. @throws {ApiError} FORM_INVALID */
function checkInput(design: Design, input: unknown): void {
  const problems = checkStartInput(design, input);
  if (problems.length > 0) {
    throw new ApiError('FORM_INVALID', 'The input is not what the design asks for', { problems });
  }
}

function optionsOf(input: StartRunInput) {
  const { taskQueue, reusePolicy, runTimeout, priority, idempotencyKey } = input;
  const workflowId = workflowIdOf(input);
  return {
    taskQueue: taskQueue ?? DEFAULT_QUEUE,
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(reusePolicy === undefined ? {} : { reusePolicy }),
    ...(runTimeout === undefined ? {} : { runTimeoutMs: toMs(runTimeout, 'runTimeout') }),
    ...(priority === undefined ? {} : { priority }),
    ...(idempotencyKey === undefined ? {} : { attributes: { [KEY_ATTRIBUTE]: idempotencyKey } }),
  };
}

/** Without one, the key names the work: so that of two requests at once only one starts something. */
function workflowIdOf({ workflowId, idempotencyKey }: StartRunInput): string | undefined {
  if (workflowId !== undefined || idempotencyKey === undefined) return workflowId;
  return `key-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32)}`;
}

/** The run that an earlier request with the same key has started; it may have ended since. */
async function sameRequest({ deps }: Ctx, input: StartRunInput): Promise<StartedRun | null> {
  const { idempotencyKey } = input;
  const workflowId = workflowIdOf(input);
  if (idempotencyKey === undefined || workflowId === undefined) return null;
  const run = await deps.storage.findRun(workflowId);
  if (run?.attributes[KEY_ATTRIBUTE] !== idempotencyKey) return null;
  const isSame =
    'workflow' in input ? run.workflow === input.workflow : run.design?.designId === input.designId;
  if (!isSame)
    throw new WorkflowAlreadyStartedError(workflowId, run.runId, 'the key was used for something else');
  return { runId: run.runId, workflowId, alreadyRunning: run.status === 'running' };
}
