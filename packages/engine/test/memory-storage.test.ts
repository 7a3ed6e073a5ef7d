import { createMemoryStorage } from '@baton/engine';
import { describeStorage } from '@baton/engine/conformance';

describeStorage('memory', async () => {
  // The suite makes rows with the time of day: a clock that stood still would fall behind them.
  let aheadMs = 0;
  return {
    storage: createMemoryStorage({ clock: { nowMs: () => Date.now() + aheadMs } }),
    pass: async (ms) => {
      aheadMs += ms;
    },
  };
});
