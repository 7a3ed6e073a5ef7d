// For workers that don't reach the database. The program behind it is `createRemoteWorker`.
import * as input from '../input/remote.ts';
import {
  claimSessions,
  heartbeat,
  reestablishSessions,
  release,
  suspendedSessions,
} from '../remote/lease.ts';
import { register } from '../remote/register.ts';
import { beat, cancels, claim, end, recover } from '../remote/tasks.ts';
import { wait } from '../remote/wait.ts';
import { guarded, router } from '../trpc.ts';

export const remoteRouter = router({
  register: guarded('remote.register')
    .input(input.register)
    .mutation(({ ctx, input }) => register(ctx, input)),
  heartbeat: guarded('remote.heartbeat')
    .input(input.byWorker)
    .mutation(({ ctx, input }) => heartbeat(ctx, input.worker)),
  release: guarded('remote.release')
    .input(input.release)
    .mutation(({ ctx, input }) => release(ctx, input.worker, input.how)),
  wait: guarded('remote.wait')
    .input(input.wait)
    .mutation(({ ctx, input }) => wait(ctx, input.worker, input.waitMs)),
  claim: guarded('remote.claim')
    .input(input.claim)
    .mutation(({ ctx, input }) => claim(ctx, input)),
  recover: guarded('remote.recover')
    .input(input.recover)
    .mutation(({ ctx, input }) => recover(ctx, input)),
  claimSessions: guarded('remote.claimSessions')
    .input(input.claimSessions)
    .mutation(({ ctx, input }) => claimSessions(ctx, input.worker, input.limit)),
  suspendedSessions: guarded('remote.suspendedSessions')
    .input(input.suspendedSessions)
    .mutation(({ ctx, input }) => suspendedSessions(ctx, input.worker, input.limit)),
  reestablishSessions: guarded('remote.reestablishSessions')
    .input(input.reestablishSessions)
    .mutation(({ ctx, input }) => reestablishSessions(ctx, input)),
  end: guarded('remote.end')
    .input(input.end)
    .mutation(({ ctx, input }) => end(ctx, input)),
  beat: guarded('remote.beat')
    .input(input.beat)
    .mutation(({ ctx, input }) => beat(ctx, input)),
  cancels: guarded('remote.cancels')
    .input(input.byWorker)
    .mutation(({ ctx, input }) => cancels(ctx, input.worker)),
});
