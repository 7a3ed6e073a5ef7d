// What people set of a schedule, checked and as its row holds it.
import { checkPayload, checkStartInput, formatMs, taskQueueName, toMs } from '@baton/core';
import { GRAPH_WORKFLOW } from '@baton/engine';
import type { Deps } from '../context.ts';
import { readDocument } from '../designs/document.ts';
import { requireDesign, requireVersion } from '../designs/read-design.ts';
import { ApiError } from '../errors.ts';
import type { ScheduleSettings } from '../input/schedules.ts';
import { requireSpec } from './spec.ts';

/** A tick that is looked at a second late must not be missed. */
const MIN_CATCH_UP_MS = 10_000;

/** @throws {ApiError} INVALID_INPUT, NOT_FOUND, NOT_PUBLISHED, DESIGN_ARCHIVED, FORM_INVALID */
export async function settingsRow(deps: Deps, settings: ScheduleSettings) {
  const { name, start, overlap, remaining } = settings;
  const spec = requireSpec(settings.spec);
  const catchUpMs = toMs(settings.catchUpWindow, 'catchUpWindow');
  if (catchUpMs < MIN_CATCH_UP_MS) {
    throw invalid('catchUpWindow', `The catch-up window is at least 10 s, not ${formatMs(catchUpMs)}`);
  }
  const { runTimeout } = start;
  return {
    spec,
    row: {
      name,
      ...(await targetRow(deps, start)),
      taskQueue: taskQueueName(start.taskQueue),
      input: JSON.stringify(checkPayload(start.input ?? null, 'start.input')),
      runTimeoutMs: runTimeout === undefined ? null : toMs(runTimeout, 'start.runTimeout'),
      spec: JSON.stringify(spec),
      overlap,
      catchUpMs,
      remaining,
    },
  };
}

/** The same checks as a start, now; they are made again at each tick, since designs go on. */
async function targetRow({ prisma }: Deps, start: ScheduleSettings['start']) {
  if ('workflow' in start) {
    const { workflow } = start;
    if (workflow === GRAPH_WORKFLOW) throw invalid('start', 'A drawn workflow is scheduled by its designId');
    return { workflow, designId: null, designVersion: null };
  }
  const { designId, version = null, input } = start;
  const { archivedAt, publishedVersion } = await requireDesign(prisma, designId);
  if (archivedAt !== null)
    throw new ApiError('DESIGN_ARCHIVED', 'The design is archived: restore it to schedule it');
  const wanted = version ?? publishedVersion;
  if (wanted === null)
    throw new ApiError('NOT_PUBLISHED', 'The design was never published: publish it to schedule it');
  const { document } = await requireVersion(prisma, designId, wanted);
  const problems = checkStartInput(readDocument(document), input ?? null);
  if (problems.length > 0) {
    const placed = problems.map(({ path, message }) => ({ path: `start.${path}`, message }));
    throw new ApiError('FORM_INVALID', 'The input is not what the design asks for', { problems: placed });
  }
  return { workflow: null, designId, designVersion: version };
}

function invalid(path: string, message: string): ApiError {
  return new ApiError('INVALID_INPUT', message, { problems: [{ path, message }] });
}
