// Calls that are JSON in and JSON out, which nearly all are: answered without tRPC's adapter, which makes a web request, a web response, two streams
// and five abort signals of each, and writes the answer in three pieces; that was three quarters of what a trivial call cost. The procedures are
// tRPC's, and what the client hears is the same, but that the length is told instead of the body sent in chunks (plain-calls.test.ts compares).
import {
  type AnyTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  type TRPCError,
  type TRPCProcedureType,
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
  const { req, url } = exchange;
  const batch = url.searchParams.get('batch');
  if (!speaksJson(exchange) || (batch !== null && batch !== '1')) return null;
  const isBatch = batch === '1';
  if (isBatch && input !== undefined && !isObject(input)) return null;
  const calls: PlainCall[] = [];
  for (const [at, path] of paths.entries()) {
    const procedure = procedures.get(path);
    if (procedure === undefined || !mayCome(procedure._def.type, req.method)) return null;
    if (procedure._def.type !== calls[0]?.procedure._def.type && at > 0) return null;
    calls.push({ path, procedure, input: isBatch && isObject(input) ? input[at] : input });
  }
  return { calls, isBatch };
}

/** Neither asks for a stream, nor says anything that only tRPC understands. */
function speaksJson({ req: { headers, method }, url }: Exchange): boolean {
  const { accept = '' } = headers;
  if (accept.includes('text/event-stream') || accept.includes('application/jsonl')) return false;
  if (headers['trpc-accept'] !== undefined || url.searchParams.has('connectionParams')) return false;
  // That of a POST has been looked at.
  return method !== 'GET' || headers['content-type'] === undefined;
}

function mayCome(type: TRPCProcedureType, method: string | undefined): boolean {
  return type === 'query' || (type === 'mutation' && method === 'POST');
}

function isObject(value: unknown): value is Readonly<Record<number, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
