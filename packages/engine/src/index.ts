export * from './activity-deadline.ts';
export { admit, AGEING_MS, couldHold, isAskedFor, type Amounts, type WaitingSession } from './admission.ts';
export { creationRefusal } from './creation-refusal.ts';
export { GRAPH_WORKFLOW, graphWorkflow } from './graph/graph-workflow.ts';
export { HTTP_ACTIVITY } from './graph/run-activity.ts';
export * from './calls/activity-by-id.ts';
export * from './calls/ask-run.ts';
export * from './calls/cancel-run.ts';
export * from './calls/complete-activity.ts';
export * from './calls/fail-activity.ts';
export * from './calls/heartbeat-activity.ts';
export * from './calls/human-tasks.ts';
export * from './calls/report-cancelled.ts';
export * from './calls/reset-run.ts';
export * from './calls/run-result.ts';
export * from './calls/signal-run.ts';
export * from './calls/start-run.ts';
export * from './calls/update-run.ts';
export {
  createMemoryStorage,
  type MemoryStorage,
  type MemoryStorageOptions,
} from './memory/create-memory-storage.ts';
export * from './limits/choose.ts';
export * from './limits/in-the-way.ts';
export * from './limits/lane.ts';
export { createOwner } from './owner/create-owner.ts';
export { databaseClock, type DatabaseClock } from './owner/database-clock.ts';
export { defaultLimits } from './owner/limits.ts';
export { nodeScheduler } from './owner/node-scheduler.ts';
export { TimerHeap, type HeapEntry } from './owner/timer-heap.ts';
export * from './owner/types.ts';
export * from './poison.ts';
export { createTicker, type Ticker, type TickerOptions } from './schedules/create-ticker.ts';
export { randomIdBytes } from './random-bytes.ts';
export * from './schedules/plan-ticks.ts';
export * from './schedules/schedule-store.ts';
export * from './storage.ts';
export * from './tokens.ts';
export { type RunTarget } from './calls/find-open-run.ts';
export { createSweeps, type Sweeps, type SweepsOptions } from './sweeps/create-sweeps.ts';
export { deliverOutbox, type OutboxDelivery } from './sweeps/deliver-outbox.ts';
export { endOverdue } from './sweeps/end-overdue.ts';
export { terminate } from './calls/terminate.ts';
export type { Termination } from './sweeps/terminate-run.ts';
export * from './unclaimed.ts';
