// A tRPC subscription over server-sent events, read with fetch: Node 20 has no EventSource, and an API key can't be sent with one.
import type { ErrorData } from '../../../server/errors.ts';
import { CallError } from './call-error.ts';

export interface StreamRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

/** The server pings each 15 s; a connection that is silent for longer than this is dead. */
const SILENCE_MS = 45_000;

/**
 * What the subscription yields, until it returns.
 * @throws {CallError} if it is refused; or `UNREACHABLE`, if the stream breaks off.
 */
export async function* readStream<T>(request: StreamRequest): AsyncGenerator<T> {
  const abort = new AbortController();
  const onAbort = (): void => abort.abort();
  request.signal?.addEventListener('abort', onAbort, { once: true });
  const silence = setTimeout(onAbort, SILENCE_MS);
  try {
    for await (const { event, data } of messagesOf(request, abort.signal)) {
      silence.refresh();
      if (event === 'return') return;
      // Pings and the first hello have names, too; what is yielded has none.
      if (event === null) yield JSON.parse(data) as T;
    }
    throw new CallError('The stream broke off', {});
  } catch (error) {
    if (request.signal?.aborted !== true) throw error;
  } finally {
    clearTimeout(silence);
    request.signal?.removeEventListener('abort', onAbort);
    abort.abort();
  }
}

interface Message {
  readonly event: string | null;
  readonly data: string;
}

async function* messagesOf({ url, headers }: StreamRequest, signal: AbortSignal): AsyncGenerator<Message> {
  const answer = await fetch(url, { headers: { ...headers, accept: 'text/event-stream' }, signal });
  if (!answer.ok || answer.body === null) throw refused(await answer.text());
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const message of blocks.map(parse)) {
      if (message.event === 'serialized-error') throw refused(message.data);
      if (message.event !== null || message.data !== '') yield message;
    }
  }
}

function parse(block: string): Message {
  const lines = block.split('\n').map((line) => line.trimEnd());
  const field = (name: string): string | null =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trimStart() ?? null;
  return { event: field('event'), data: field('data') ?? '' };
}

interface Refusal {
  readonly message?: string;
  readonly data?: Partial<ErrorData>;
  readonly error?: { readonly message?: string; readonly data?: Partial<ErrorData> };
}

/** In a stream the error is the event's data; before it, the body of the answer. */
function refused(text: string): CallError {
  try {
    const said = JSON.parse(text) as Refusal;
    const { message, data } = said.error ?? said;
    return new CallError(message ?? 'The stream was refused', data ?? {});
  } catch {
    return new CallError('The stream was refused', {});
  }
}
