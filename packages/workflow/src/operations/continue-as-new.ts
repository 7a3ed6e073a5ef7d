import { type Json } from '@baton/core';
import { jsonOf } from '../run/author-input.ts';
import type { WorkflowDefinition } from '../define/workflow-definition.ts';
import { commandFrame } from '../run/frame.ts';
import { handSessionsOver } from './session.ts';

/** Thrown to leave the workflow function; caught at its root only. Don't catch it. */
export class ContinueAsNewRequest extends Error {
  override readonly name = 'ContinueAsNewRequest';
  /** Null: the same one. */
  readonly workflow: string | null;
  readonly input: Json;
  readonly handOver: boolean;

  constructor(workflow: string | null, input: Json, handOver: boolean) {
    super('The workflow continues as new');
    this.workflow = workflow;
    this.input = input;
    this.handOver = handOver;
  }
}

export interface ContinueAsNewOptions {
  /** The run's open sessions pass to the next run without a gap; there, `joinSession` takes them. Default: they end. */
  readonly handOver?: boolean;
  /** What the next run is: a workflow, or the name of one. Default: the same as this run. */
  readonly workflow?: Pick<WorkflowDefinition, 'name' | 'parseInput'> | string;
}

/**
 * Ends this run and starts the next with the same workflow id, atomically; `result()` follows. Leaves the function by throwing.
 *
 * The next run has this one's attributes, parent and run timeout, and the signals that nobody has heard yet. Children don't pass: what
 * their close policy says happens to them.
 * @throws {ValidationError} if the input is not what the given workflow takes.
 */
export function continueAsNew(input?: unknown, options: ContinueAsNewOptions = {}): never {
  const { run } = commandFrame('continueAsNew()');
  const { workflow, handOver = false } = options;
  const next = jsonOf(input, 'input');
  if (workflow !== undefined && typeof workflow !== 'string') workflow.parseInput(next);
  if (handOver) handSessionsOver(run);
  const name = typeof workflow === 'string' ? workflow : (workflow?.name ?? null);
  throw new ContinueAsNewRequest(name, next, handOver);
}
