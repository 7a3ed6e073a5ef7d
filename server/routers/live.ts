import * as input from '../input/live.ts';
import { subscribe } from '../live/subscribe.ts';
import { guarded, router } from '../trpc.ts';

export const liveRouter = router({
  /** The one stream of a tab: events of the open run, and pings for lists. */
  subscribe: guarded('live.subscribe')
    .input(input.subscribe)
    .subscription(({ ctx, input, signal }) => subscribe(ctx, input, signal)),
});
