// Reads a tRPC subscription as a browser's EventSource would.

export interface Message {
  readonly id: string | null;
  readonly event: string | null;
  readonly data: unknown;
}

export interface Subscription {
  /** All messages so far; pings are left out. */
  readonly messages: readonly Message[];
  /** Resolves with the first message, from now or before, that the test accepts. */
  until(accept: (message: Message) => boolean): Promise<Message>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  stop(): void;
}

export function subscribeAt(url: string, input: object, headers: Record<string, string>): Subscription {
  const abort = new AbortController();
  const messages: Message[] = [];
  let changed: () => void = () => undefined;
  const ended = read(
    `${url}?input=${encodeURIComponent(JSON.stringify(input))}`,
    headers,
    abort.signal,
    (message) => {
      messages.push(message);
      changed();
    },
  );
  // Whoever doesn't wait for the end need not know how it came.
  ended.catch(() => undefined);
  return {
    messages,
    ended,
    until: async (accept) => {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const found = messages.find(accept);
        if (found !== undefined) return found;
        if (Date.now() > deadline) throw new Error(`Not among ${JSON.stringify(messages).slice(0, 2_000)}`);
        await new Promise<void>((resolve) => {
          changed = resolve;
          setTimeout(resolve, 100);
        });
      }
    },
    stop: () => abort.abort(),
  };
}

async function read(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  take: (message: Message) => void,
): Promise<void> {
  try {
    const answer = await fetch(url, { headers: { ...headers, accept: 'text/event-stream' }, signal });
    let rest = '';
    for await (const chunk of textOf(answer)) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      blocks
        .map(parse)
        .filter(({ event }) => event !== 'ping')
        .forEach(take);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function* textOf(answer: Response): AsyncGenerator<string> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const chunk = await reader?.read();
    if (chunk?.value === undefined) return;
    yield chunk.value;
  }
}

function parse(block: string): Message {
  const field = (name: string): string | null => {
    const line = block.split('\n').find((one) => one.startsWith(`${name}: `));
    return line?.slice(name.length + 2) ?? null;
  };
  const data = field('data');
  return {
    id: field('id'),
    event: field('event'),
    data: data === null || data === '' ? null : JSON.parse(data),
  };
}
