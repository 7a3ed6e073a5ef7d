// What JavaScript offers and replay could not repeat: inside workflow code it is made repeatable, or refused with the name of what to use
// instead. Everywhere else in the process nothing changes.
import { currentFrame, type WorkflowFrame } from './run/frame.ts';
import { randomUuid } from './run/random.ts';

let installed = false;

/** Once per process. Costs other code a look-up of the async context per call. */
export function installGuards(): void {
  if (installed) return;
  installed = true;
  guardDate();
  guardPerformance();
  guardRandomness();
  guardAbortTimeout();
  guardSubtleCrypto();
  for (const [name, use] of refused) refuse(name, use);
}

const refused: readonly (readonly [name: string, use: string])[] = [
  ['setTimeout', 'sleep()'],
  ['setInterval', 'sleep() in a loop'],
  ['setImmediate', 'Promise.resolve() or sleep(0)'],
  ['fetch', 'an activity'],
  ['WebSocket', 'an activity'],
  ['EventSource', 'an activity'],
  ['BroadcastChannel', 'an activity'],
];

/** Used in workflow code what replay could not repeat. */
export class NotDeterministicError extends Error {
  override readonly name = 'NotDeterministicError';
  readonly code = 'NOT_DETERMINISTIC';

  constructor(api: string, use: string) {
    super(`${api} would do something else on replay; in workflow code use ${use}`);
  }
}

// ---- for the guards of Node's modules, which are the worker's ------------------------------------------------------------

/** What the running workflow sees as the time, in milliseconds since 1970; `null` outside of workflow code. */
export function workflowNowMs(): number | null {
  return inWorkflow()?.run.nowMs ?? null;
}

/** The running workflow's random numbers; `null` outside of workflow code. @throws {NotDeterministicError} where code only looks. */
export function workflowRandom(api: string): (() => number) | null {
  const frame = inWorkflow();
  return frame === undefined ? null : seeded(frame, api);
}

/** @throws {NotDeterministicError} in workflow code. */
export function refuseInWorkflow(api: string, use: string): void {
  if (inWorkflow() !== undefined) throw new NotDeterministicError(api, use);
}

// ---- what every JavaScript has -------------------------------------------------------------------------------------------

function inWorkflow(): WorkflowFrame | undefined {
  const frame = currentFrame();
  return frame?.kind === 'workflow' ? frame : undefined;
}

function guardDate(): void {
  const RealDate = globalThis.Date;
  const realNow = RealDate.now.bind(RealDate);
  RealDate.now = () => inWorkflow()?.run.nowMs ?? realNow();
  globalThis.Date = new Proxy(RealDate, {
    construct(target, args, newTarget) {
      const frame = args.length === 0 ? inWorkflow() : undefined;
      return Reflect.construct(target, frame === undefined ? args : [frame.run.nowMs], newTarget) as Date;
    },
    apply(target, self, args) {
      const frame = inWorkflow();
      return frame === undefined
        ? (Reflect.apply(target, self, args) as string)
        : new target(frame.run.nowMs).toString();
    },
  });
}

function guardPerformance(): void {
  const { performance: clock } = globalThis;
  const real = clock.now.bind(clock);
  const now = (): number => workflowNowMs() ?? real();
  Object.defineProperty(clock, 'now', { value: now, configurable: true, writable: true });
}

function guardAbortTimeout(): void {
  const real = AbortSignal.timeout.bind(AbortSignal);
  const guarded = (ms: number): AbortSignal => {
    refuseInWorkflow('AbortSignal.timeout()', 'withTimeout()');
    return real(ms);
  };
  Object.defineProperty(AbortSignal, 'timeout', { value: guarded, configurable: true, writable: true });
}

/** Its promises settle when a thread of the pool has time, which is nothing that a history knows. */
function guardSubtleCrypto(): void {
  const { subtle } = globalThis.crypto;
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(subtle) as object)) {
    const real: unknown = Reflect.get(subtle, name);
    if (name === 'constructor' || typeof real !== 'function') continue;
    const guarded = (...args: unknown[]): unknown => {
      refuseInWorkflow(`crypto.subtle.${name}()`, 'an activity');
      return Reflect.apply(real, subtle, args);
    };
    Object.defineProperty(subtle, name, { value: guarded, configurable: true, writable: true });
  }
}

function guardRandomness(): void {
  const { Math: maths } = globalThis;
  const realRandom = maths.random.bind(maths);
  maths.random = () => {
    const frame = inWorkflow();
    return frame === undefined ? realRandom() : seeded(frame, 'Math.random()')();
  };
  const { crypto } = globalThis;
  const realUuid = crypto.randomUUID.bind(crypto);
  type Uuid = ReturnType<typeof realUuid>;
  const uuid = (): Uuid => {
    const frame = inWorkflow();
    return frame === undefined ? realUuid() : (randomUuid(seeded(frame, 'crypto.randomUUID()')) as Uuid);
  };
  Object.defineProperty(crypto, 'randomUUID', { value: uuid, configurable: true, writable: true });
  const realValues = crypto.getRandomValues.bind(crypto);
  const values = <T extends ArrayBufferView | null>(into: T): T => {
    const frame = inWorkflow();
    if (frame === undefined || into === null) return realValues(into as never);
    const random = seeded(frame, 'crypto.getRandomValues()');
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    bytes.forEach((_, index) => (bytes[index] = Math.floor(random() * 256)));
    return into;
  };
  Object.defineProperty(crypto, 'getRandomValues', { value: values, configurable: true, writable: true });
}

/** A query that drew a number would change what the workflow draws next. */
function seeded(frame: WorkflowFrame, api: string): () => number {
  if (frame.readOnly)
    throw new NotDeterministicError(api, 'it outside of queries, validators and conditions');
  return frame.run.random;
}

function refuse(name: string, use: string): void {
  const globals = globalThis as unknown as Record<string, (...args: unknown[]) => unknown>;
  const real = globals[name];
  if (real === undefined) return;
  const guarded = new Proxy(real, {
    apply(target, self, args) {
      refuseInWorkflow(`${name}()`, use);
      return Reflect.apply(target, self, args);
    },
    construct(target, args, newTarget) {
      refuseInWorkflow(`new ${name}()`, use);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  Object.defineProperty(globalThis, name, {
    value: guarded,
    configurable: true,
    writable: true,
    enumerable: true,
  });
}
