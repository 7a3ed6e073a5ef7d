import { stopBatch } from '../batches/order-batch.ts';
import { getBatch, listBatches } from '../batches/read-batches.ts';
import * as input from '../input/batches.ts';
import { guarded, router } from '../trpc.ts';

export const batchesRouter = router({
  list: guarded('batches.list')
    .input(input.listBatches)
    .query(({ ctx, input }) => listBatches(ctx, input)),
  get: guarded('batches.get')
    .input(input.byBatch)
    .query(({ ctx, input }) => getBatch(ctx, input.batchId)),
  stop: guarded('batches.stop')
    .input(input.byBatch)
    .mutation(({ ctx, input }) => stopBatch(ctx, input.batchId)),
});
