import type { TimerId } from '@baton/core';

/** The timer row of a run's own timeout. Workflow code numbers its timers, so none of them has this id. */
export const RUN_TIMER = 'run-timeout' as TimerId;
