import { setImmediate } from 'node:timers/promises';
import type { Sample } from './moons.ts';
import { newNetwork, trainEpoch, type Network } from './network.ts';

/** After a whole epoch: the next attempt begins with the one that follows. */
export interface TrainingCheckpoint {
  readonly epoch: number;
  readonly loss: number;
  readonly network: Network;
}

export interface TrainOptions {
  readonly epochs: number;
  readonly units: number;
  readonly seed: number;
  readonly checkpoint: TrainingCheckpoint | undefined;
  readonly onEpoch: (checkpoint: TrainingCheckpoint) => void;
  readonly signal: AbortSignal;
}

/** Trains to the end, from the beginning or from a checkpoint: both make the same network. */
export async function train(samples: readonly Sample[], options: TrainOptions): Promise<TrainingCheckpoint> {
  const { epochs, units, seed, signal } = options;
  let done = options.checkpoint ?? { epoch: 0, loss: Infinity, network: newNetwork(units, seed) };
  while (done.epoch < epochs) {
    signal.throwIfAborted();
    const epoch = done.epoch + 1;
    done = { epoch, ...trainEpoch(done.network, samples, { rate: 0.1, seed: seed + epoch }) };
    options.onEpoch(done);
    // Lets heartbeats go out and cancels come in: training is all computation.
    await setImmediate();
  }
  return done;
}
