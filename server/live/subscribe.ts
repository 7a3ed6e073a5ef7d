import { tracked } from '@trpc/server';
import type { Ctx } from '../context.ts';
import type { SubscribeInput } from '../input/live.ts';
import type { LiveMessage } from '../views/live.ts';

export async function* subscribe(_ctx: Ctx, _input: SubscribeInput, _signal: AbortSignal | undefined) {
  const hello: LiveMessage = { kind: 'hello', serverNowMs: 0 };
  yield tracked('0', hello);
}
