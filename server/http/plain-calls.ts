// Calls that are JSON in and JSON out, which nearly all are: answered without tRPC's adapter, which makes a web request, a web response, two streams
// and five abort signals of each, and writes the answer in three pieces; that was three quarters of what a trivial call cost. The procedures are
// tRPC's, and what the client hears is the same, but that the length is told instead of the body sent in chunks (plain-calls.test.ts compares).
import {
  type AnyTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  type TRPCError,
} from '@trpc/server';
import { getHTTPStatusCode } from '@trpc/server/http';
import type { RequestContext } from '../context.ts';
import { appRouter } from '../router.ts';
import type { Exchange } from './exchange.ts';

export interface PlainCalls {
  readonly calls: readonly PlainCall[];
  /** Answered as a list, even if it is one call. */
  readonly isBatch: boolean;
}

interface PlainCall {
  readonly path: string;
  readonly procedure: AnyTRPCProcedure;
  readonly input: unknown;
}

/** As tRPC keeps them, by path; its type is that of the tree. */
const procedures: ReadonlyMap<string, AnyTRPCProcedure> = new Map(
  Object.entries(appRouter._def.procedures as unknown as Readonly<Record<string, AnyTRPCProcedure>>),
);

/** The calls of a request; `null` if anything about it is unusual, errors in the addressing included: those are tRPC's to answer. */
export function plainCallsOf(
  exchange: Exchange,
  paths: readonly string[],
  input: unknown,
): PlainCalls | null {
  const batch = exchange.url.searchParams.get('batch');
  if (!speaksJson(exchange) || (batch !== null && batch !== '1')) return null;
  const inputs = batch === null ? [input] : inputsOfBatch(input);
  const found = proceduresAt(paths, exchange.req.method);
  if (inputs === null || found === null) return null;
  const calls = found.map((one, at) => ({ ...one, input: inputs[at] }));
  return { calls, isBatch: batch !== null };
}

/** By the number of the call; `null`: not what a batch has. */
function inputsOfBatch(input: unknown): Readonly<Record<number, unknown>> | null {
  if (input === undefined) return {};
  return isObject(input) ? input : null;
}

function isObject(value: unknown): value is Readonly<Record<number, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Those that the method may call: all of one type, since tRPC takes no others together. */
function proceduresAt(
  paths: readonly string[],
  method: string | undefined,
): readonly Omit<PlainCall, 'input'>[] | null {
  const found = paths.flatMap((path) => {
    const procedure = procedures.get(path);
    return procedure === undefined ? [] : [{ path, procedure }];
  });
  const type = found[0]?.procedure._def.type;
  const isPlain = type === 'query' || (type === 'mutation' && method === 'POST');
  const isOne = found.length === paths.length && found.every(({ procedure }) => procedure._def.type === type);
  return isPlain && isOne ? found : null;
}

/** Neither asks for a stream, nor says anything that only tRPC understands. */
function speaksJson({ req: { headers, method }, url }: Exchange): boolean {
  const { accept = '' } = headers;
  if (accept.includes('text/event-stream') || accept.includes('application/jsonl')) return false;
  if (headers['trpc-accept'] !== undefined || url.searchParams.has('connectionParams')) return false;
  // That of a POST has been looked at.
  return method !== 'GET' || headers['content-type'] === undefined;
}

export type CallFailed = (failure: { readonly error: TRPCError; readonly path: string | undefined }) => void;

/** Runs the calls side by side, and answers when all have ended. */
export async function answerPlainCalls(
  { res }: Exchange,
  { calls, isBatch }: PlainCalls,
  ctx: RequestContext,
  onError: CallFailed,
): Promise<void> {
  const answers = await Promise.all(calls.map((call, at) => answerOf(call, at, ctx, onError)));
  const [first] = answers;
  const body = isBatch ? answers : first;
  const text = JSON.stringify(body);
  res.writeHead(answers.every(isResult) ? 200 : getHTTPStatusCode([...answers]), {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    vary: 'trpc-accept, accept',
    'content-length': Buffer.byteLength(text),
  });
  res.end(text);
}

async function answerOf(
  { path, procedure, input }: PlainCall,
  batchIndex: number,
  ctx: RequestContext,
  onError: CallFailed,
) {
  const { type } = procedure._def;
  try {
    const getRawInput = async (): Promise<unknown> => input;
    // Who waits asks the context for a signal; those of the procedure are for subscriptions.
    const data: unknown = await procedure({ path, type, ctx, getRawInput, batchIndex, signal: undefined });
    return { result: { data } };
  } catch (thrown) {
    const error = getTRPCErrorFromUnknown(thrown);
    onError({ error, path });
    return { error: getTRPCErrorShape({ config: appRouter._def._config, error, type, path, input, ctx }) };
  }
}

function isResult(answer: object): boolean {
  return 'result' in answer;
}
