// Where the author's code called, so that an error which arrives later has a stack that points there.

// V8 only; elsewhere errors keep the stack of where they were made.
const errors: { readonly captureStackTrace?: (target: object, below: (...args: never) => unknown) => void } =
  Error;

export interface CallSite {
  readonly stack?: string;
}

/** Remembers the callers of `below`. V8 makes the text only when somebody reads it. */
export function callSite(below: (...args: never) => unknown): CallSite {
  const site: CallSite = {};
  const { stackTraceLimit } = Error;
  // Made for every activity, read only when one fails: the author's own frames come first, and these are enough of them.
  Error.stackTraceLimit = Math.min(stackTraceLimit, 5);
  errors.captureStackTrace?.(site, below);
  Error.stackTraceLimit = stackTraceLimit;
  return site;
}

/** Where the SDK is: its frames are not the author's. */
const sdk = import.meta.url.replace(/^file:\/\//, '').replace(/run\/[^/]*$/, '');
/** The SDK's own frames come first; below them is the author's. */
const DEEP_ENOUGH = 25;

/** Remembers who is calling, as deep as the author's code. */
export function deepCallSite(): CallSite {
  const site: CallSite = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEEP_ENOUGH;
  errors.captureStackTrace?.(site, deepCallSite);
  Error.stackTraceLimit = stackTraceLimit;
  return site;
}

/** The author's nearest frame, e.g. `charge (/app/workflows.ts:12:5)`; null where the engine has no stacks. */
export function authorFrame({ stack }: CallSite): string | null {
  const frames = stack?.split('\n').slice(1) ?? [];
  const own = frames.find((frame) => !frame.includes(sdk) && !frame.includes('node:'));
  return own?.trim().replace(/^at (?:async )?/, '') ?? null;
}

/** The error, as thrown from the call. */
export function thrownAt<E extends Error>(error: E, site: CallSite): E {
  const stack = site.stack;
  if (stack === undefined) return error;
  const callers = stack.slice(stack.indexOf('\n') + 1);
  Object.defineProperty(error, 'stack', {
    value: `${error.name}: ${error.message}\n${callers}`,
    configurable: true,
    writable: true,
  });
  return error;
}
