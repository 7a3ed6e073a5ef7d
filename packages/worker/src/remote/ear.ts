// Listens for hints: one request that the server answers as soon as something may be new. Polling goes on beside it.
import type { WorkerId, WorkerKey } from '@baton/core';
import type { Hint } from '@baton/engine';
import { pauseMs } from '../loops/loop.ts';
import { wait, type Machine } from '../machine.ts';
import { codeOf, type Connection } from './connection.ts';

export interface EarOptions {
  readonly connection: Connection;
  readonly machine: Machine;
  readonly workerId: WorkerId;
  readonly workerKey: WorkerKey;
  readonly taskQueues: readonly string[];
  readonly credential: string;
  readonly onHint: (hint: Hint) => void;
  /** The connection broke: the server may think that this process is gone, and is to hear otherwise. */
  readonly onBroken: () => void;
  /** Aborted when this life ends. */
  readonly over: AbortSignal;
}

const WAIT_MS = 20_000;
const SLACK_MS = 5_000;

export function listen(options: EarOptions): void {
  const { connection, machine, workerId, workerKey, taskQueues, credential, onHint, onBroken, over } =
    options;

  const isOver = (): boolean => over.aborted;

  async function listenOn(): Promise<void> {
    for (let failures = 0; !isOver();) {
      try {
        const heard = await connection.api.wait.mutate(
          { worker: credential, waitMs: WAIT_MS },
          connection.within(WAIT_MS + SLACK_MS, over),
        );
        failures = 0;
        if (heard.queues) onHint({ kind: 'queue', queues: taskQueues });
        if (heard.ownQueue) onHint({ kind: 'queue', queues: [`@${workerKey}`] });
        if (heard.sessions) onHint({ kind: 'session', queues: taskQueues });
        if (heard.cancels) onHint({ kind: 'cancel', workerId });
      } catch (error) {
        if (isOver()) return;
        // This life is over, and its lease loop finds out.
        if (codeOf(error) === 'INVALID_TOKEN') return;
        onBroken();
        failures += 1;
        await wait(machine, pauseMs(failures, machine.random()));
      }
    }
  }

  void listenOn();
}
