// The one procedure builder. A procedure can't be made without an action, and nothing runs before `authorise` has said yes.
import { initTRPC, type TRPC_ERROR_CODE_NUMBER } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { authorise } from './authorise.ts';
import type { Caller, Known, RequestContext } from './context.ts';
import { ApiError, errorData, type ErrorData, errorCodes, toApiError } from './errors.ts';
import { type Action, permissions } from './permissions.ts';

const t = initTRPC
  .context<RequestContext>()
  .meta<{ readonly action: Action }>()
  .create({
    isDev: false,
    sse: {
      // Proxies close what is silent for a minute; a browser that hears nothing for 40 s reconnects.
      ping: { enabled: true, intervalMs: 15_000 },
      client: { reconnectAfterInactivityMs: 40_000 },
    },
    errorFormatter: ({ shape, error, path }) => {
      const known = toApiError(error);
      const data: ErrorData = errorData(known, path ?? null);
      return { message: known.message, code: jsonRpcCode(known) ?? shape.code, data };
    },
  });

export const router = t.router;

/** What our functions throw, as the number that stands for its status; what nobody foresaw keeps that of tRPC. */
function jsonRpcCode({ code }: ApiError): TRPC_ERROR_CODE_NUMBER | null {
  return code === 'INTERNAL' ? null : TRPC_ERROR_CODES_BY_KEY[errorCodes[code].trpc];
}

/** For those who are signed in or have a key, and to whom `action` is allowed. */
export function guarded(action: Action) {
  return t.procedure.meta({ action }).use(({ ctx, path, next }) => {
    checkPath(action, path);
    const caller: Known = known(authorise(ctx.caller, action));
    return next({ ctx: { caller, action } });
  });
}

/** For everybody: only what `permissions` calls public. */
export function open(action: Action) {
  return t.procedure.meta({ action }).use(({ ctx, path, next }) => {
    checkPath(action, path);
    if (permissions[action].roles !== 'public') throw new TypeError(`${action} is not public`);
    authorise(ctx.caller, action);
    return next({ ctx: { action } });
  });
}

/** A procedure mounted under another's name would borrow its permission. */
function checkPath(action: Action, path: string): void {
  if (action !== path) throw new TypeError(`The procedure ${path} claims to be ${action}`);
}

function known(caller: Caller): Known {
  if (caller.kind === 'anonymous') throw new ApiError('UNAUTHENTICATED', 'Sign in, or send an API key');
  return caller;
}
