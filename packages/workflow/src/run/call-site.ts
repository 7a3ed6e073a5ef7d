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
