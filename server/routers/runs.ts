import { runBatch } from '../batches/order-batch.ts';
import { runBatch as runBatchInput } from '../input/batches.ts';
import * as input from '../input/runs.ts';
import { cancelRun, terminateRun } from '../runs/end-run.ts';
import { getRun } from '../runs/get-run.ts';
import { listRuns } from '../runs/list-runs.ts';
import { rerunFrom, resetRun } from '../runs/reset-run.ts';
import { queryRun } from '../runs/query-run.ts';
import { runEvents } from '../runs/run-events.ts';
import { runHistory } from '../runs/run-history.ts';
import { runResult } from '../runs/run-result.ts';
import { signalRun } from '../runs/signal-run.ts';
import { signalWithStart } from '../runs/signal-with-start.ts';
import { startRun } from '../runs/start-run.ts';
import { updateRun } from '../runs/update-run.ts';
import { guarded, router } from '../trpc.ts';

export const runsRouter = router({
  start: guarded('runs.start')
    .input(input.startRun)
    .mutation(({ ctx, input }) => startRun(ctx, input)),
  get: guarded('runs.get')
    .input(input.byRunId)
    .query(({ ctx, input }) => getRun(ctx, input.runId)),
  list: guarded('runs.list')
    .input(input.listRuns)
    .query(({ ctx, input }) => listRuns(ctx, input)),
  result: guarded('runs.result')
    .input(input.runResult)
    .query(({ ctx, input }) => runResult(ctx, input)),
  signal: guarded('runs.signal')
    .input(input.signalRun)
    .mutation(({ ctx, input }) => signalRun(ctx, input)),
  signalWithStart: guarded('runs.signalWithStart')
    .input(input.signalWithStart)
    .mutation(({ ctx, input }) => signalWithStart(ctx, input)),
  /** By GET, or by POST if its arguments are long (tRPC's `methodOverride`). */
  query: guarded('runs.query')
    .input(input.queryRun)
    .query(({ ctx, input }) => queryRun(ctx, input)),
  update: guarded('runs.update')
    .input(input.updateRun)
    .mutation(({ ctx, input }) => updateRun(ctx, input)),
  reset: guarded('runs.reset')
    .input(input.resetRun)
    .mutation(({ ctx, input }) => resetRun(ctx, input)),
  rerunFrom: guarded('runs.rerunFrom')
    .input(input.rerunFrom)
    .mutation(({ ctx, input }) => rerunFrom(ctx, input)),
  batch: guarded('runs.batch')
    .input(runBatchInput)
    .mutation(({ ctx, input }) => runBatch(ctx, input)),
  cancel: guarded('runs.cancel')
    .input(input.endRun)
    .mutation(({ ctx, input }) => cancelRun(ctx, input)),
  terminate: guarded('runs.terminate')
    .input(input.endRun)
    .mutation(({ ctx, input }) => terminateRun(ctx, input)),
  history: guarded('runs.history')
    .input(input.runHistory)
    .query(({ ctx, input }) => runHistory(ctx, input)),
  /** Batches of events in order, from `afterSeq + 1` on; ends with the run. Resumes by itself after a reconnect. */
  events: guarded('runs.events')
    .input(input.runEvents)
    .subscription(({ ctx, input, signal }) => runEvents(ctx, input, signal)),
});
