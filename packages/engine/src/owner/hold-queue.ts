// First decisions that stay in memory for a moment: as each waits equally long, a queue and one timer are enough.
import type { Clock, Scheduler } from './types.ts';

export interface HoldQueue<T> {
  add(item: T): void;
}

/** Hands each item on after `holdMs`, a batch at a time. */
export function createHoldQueue<T>(
  { clock, scheduler }: { readonly clock: Clock; readonly scheduler: Scheduler },
  holdMs: number,
  over: (item: T) => void,
): HoldQueue<T> {
  let waiting: { readonly item: T; readonly untilMs: number }[] = [];
  let armed = false;

  function arm(): void {
    const first = waiting[0];
    if (armed || first === undefined) return;
    armed = true;
    scheduler.about(Math.max(1, first.untilMs - clock.nowMs()), release);
  }

  function release(): void {
    armed = false;
    const nowMs = clock.nowMs();
    const rest = waiting.findIndex((held) => held.untilMs > nowMs);
    const due = rest < 0 ? waiting : waiting.slice(0, rest);
    waiting = rest < 0 ? [] : waiting.slice(rest);
    for (const { item } of due) over(item);
    arm();
  }

  return {
    add(item) {
      waiting.push({ item, untilMs: clock.nowMs() + holdMs });
      arm();
    },
  };
}
