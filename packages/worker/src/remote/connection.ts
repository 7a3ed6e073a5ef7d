// The way to the server. Every call has a deadline: a connection that stalls must not hold up the loops behind it.
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import type { ErrorCode, ErrorData } from '../../../../server/errors.ts';
import type { AppRouter } from '../../../../server/router.ts';

type Api = ReturnType<typeof createTRPCClient<AppRouter>>['remote'];

export interface Connection {
  readonly api: Api;
  /** For the options of a call. */
  readonly within: (ms: number, signal?: AbortSignal) => { readonly signal: AbortSignal };
}

/** @throws {TypeError} for a url that is none */
export function connect(url: string, apiKey: string): Connection {
  const base = new URL(url).href.replace(/\/+$/, '');
  const headers = { authorization: `Bearer ${apiKey}` };
  const { remote } = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${base}/api/trpc`, headers })],
  });
  return {
    api: remote,
    within: (ms, signal) => {
      const deadline = AbortSignal.timeout(Math.ceil(ms));
      return { signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]) };
    },
  };
}

/** The server's word for why it refused; `null`: no answer came. */
export function codeOf(error: unknown): ErrorCode | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data = error.data as Partial<ErrorData> | null | undefined;
  return data?.code ?? null;
}
