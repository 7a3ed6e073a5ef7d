import { createMemoryStorage } from '@baton/engine';
import { describeStorage } from '@baton/engine/conformance';

describeStorage('memory', async () => {
  let nowMs = Date.now();
  return {
    storage: createMemoryStorage({ clock: { nowMs: () => nowMs } }),
    pass: async (ms) => {
      nowMs += ms;
    },
  };
});
