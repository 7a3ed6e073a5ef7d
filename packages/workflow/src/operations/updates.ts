import { RefusedError, checkPayload, type Json } from '@baton/core';
import { authorFailure } from '../run/author-stack.ts';
import { commandFrame, enter, type WorkflowFrame } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';

interface Handler {
  readonly frame: WorkflowFrame;
  readonly work: (input: never) => unknown;
  readonly validate: ((input: never) => unknown) | undefined;
}

const handlers = perRun(() => new Map<string, Handler>());

export interface UpdateOptions<In> {
  /** Throws to reject the update before it is accepted. Only looks. */
  readonly validate?: (input: In) => unknown;
}

/**
 * Handles an update: a call from outside that may change the workflow and gets an answer. What `work` throws goes to the caller and
 * doesn't fail the run. An update that comes before its handler is set is rejected: set handlers first thing.
 */
export function onUpdate<In = Json>(
  name: string,
  work: (input: In) => unknown,
  options: UpdateOptions<In> = {},
): Disposable {
  const frame = commandFrame('onUpdate()');
  const handler: Handler = { frame, work, validate: options.validate };
  const known = handlers(frame.run);
  known.set(name, handler);
  return {
    [Symbol.dispose]: () => {
      if (known.get(name) === handler) known.delete(name);
    },
  };
}

export function knownUpdates(run: Run): readonly string[] {
  return [...handlers(run).keys()].sort();
}

interface Received {
  readonly updateId: string;
  readonly name: string;
  readonly input: Json;
}

export function updateReceived(run: Run, { updateId, name, input }: Received): void {
  const handler = handlers(run).get(name);
  const reject = (error: unknown): void =>
    run.emit({ type: 'RejectUpdate', updateId, failure: authorFailure(error) });
  if (handler === undefined) {
    const known = knownUpdates(run);
    const list = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
    reject(new RefusedError('UNKNOWN_UPDATE', `The workflow takes no update ${name}; ${list}`, { known }));
    return;
  }
  const { frame, work, validate } = handler;
  try {
    const answer = enter({ ...frame, readOnly: true }, () => validate?.(input as never));
    if (answer instanceof Promise) throw asyncValidator(name, answer);
  } catch (error) {
    reject(error);
    return;
  }
  run.emit({ type: 'AcceptUpdate', updateId });
  void enter(frame, async () => {
    try {
      const result = checkPayload(await work(input as never), 'result');
      run.emit({ type: 'CompleteUpdate', updateId, result });
    } catch (error) {
      run.emit({ type: 'FailUpdate', updateId, failure: authorFailure(error) });
    }
  });
}

function asyncValidator(name: string, answer: Promise<unknown>): TypeError {
  answer.catch(() => undefined);
  return new TypeError(`The validator of update ${name} answers a promise; it has to decide at once`);
}
