import { checkPayload, type Json } from '@baton/core';
import { commandFrame } from '../run/frame.ts';
import { handSessionsOver } from './session.ts';

/** Thrown to leave the workflow function; caught at its root only. Don't catch it. */
export class ContinueAsNewRequest extends Error {
  override readonly name = 'ContinueAsNewRequest';
  readonly input: Json;
  readonly handOver: boolean;

  constructor(input: Json, handOver: boolean) {
    super('The workflow continues as new');
    this.input = input;
    this.handOver = handOver;
  }
}

export interface ContinueAsNewOptions {
  /** The run's open sessions pass to the next run without a gap; there, `joinSession` takes them. Default: they end. */
  readonly handOver?: boolean;
}

/** Ends this run and starts the next with the same workflow id, atomically. `result()` follows. Leaves the function by throwing. */
export function continueAsNew(input?: unknown, options: ContinueAsNewOptions = {}): never {
  const { run } = commandFrame('continueAsNew()');
  const next = checkPayload(input, 'input');
  const handOver = options.handOver ?? false;
  if (handOver) handSessionsOver(run);
  throw new ContinueAsNewRequest(next, handOver);
}
