import type { HistoryEvent } from '@baton/core';
import { tracked } from '@trpc/server';
import type { Ctx } from '../context.ts';
import type { RunEventsInput } from '../input/runs.ts';

export async function* runEvents(_ctx: Ctx, _input: RunEventsInput, _signal: AbortSignal | undefined) {
  const none: readonly HistoryEvent[] = [];
  yield tracked('0', none);
}
