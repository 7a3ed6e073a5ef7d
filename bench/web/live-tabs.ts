// Tabs of browsers that have the page of a run open: one live stream each.
import http from 'node:http';
import type { RunId } from '@baton/core';
import type { LiveMessage } from '../../server/views/live.ts';

export interface Tab {
  readonly close: () => void;
}

/** Opened as soon as the server has greeted it. */
export function openTab(
  origin: string,
  key: string,
  runId: RunId,
  hear: (message: LiveMessage) => void,
): Promise<Tab> {
  const input = { run: { runId, afterSeq: 0 }, topics: ['runs', 'inbox'] };
  const url = `${origin}/api/trpc/live.subscribe?input=${encodeURIComponent(JSON.stringify(input))}`;
  const headers = { authorization: `Bearer ${key}`, accept: 'text/event-stream' };
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers, agent: false }, (answer) => {
      const tab = { close: () => request.destroy() };
      let rest = '';
      answer.setEncoding('utf8');
      answer.on('error', () => undefined);
      answer.on('data', (chunk: string) => {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const message of blocks.flatMap(messageOf)) {
          if (message.kind === 'hello') resolve(tab);
          hear(message);
        }
      });
      if (answer.statusCode !== 200)
        reject(new Error(`A live stream was answered ${String(answer.statusCode)}`));
    });
    request.on('error', reject);
  });
}

/** Pings have no data. */
function messageOf(block: string): readonly LiveMessage[] {
  const data = block.split('\n').find((line) => line.startsWith('data: {'));
  const message =
    data === undefined ? null : (JSON.parse(data.slice('data: '.length)) as Partial<LiveMessage>);
  return message?.kind === undefined ? [] : [message as LiveMessage];
}
