// A small neural network in plain TypeScript: two inputs, one hidden layer (tanh), one output (logistic). Deterministic: the same
// data, seed and number of epochs make the same weights, also if training was interrupted between two epochs.
import { seededRandom } from '../shared/random.ts';
import type { Sample } from './moons.ts';

/** Weights by hidden unit: from x, from y, bias, to the output; and the output's own bias. JSON, so it can be a checkpoint. */
export interface Network {
  readonly hidden: readonly (readonly [fromX: number, fromY: number, bias: number, toOutput: number])[];
  readonly bias: number;
}

export function newNetwork(units: number, seed: number): Network {
  const random = seededRandom(seed);
  const weight = () => 2 * random() - 1;
  return { hidden: Array.from({ length: units }, () => [weight(), weight(), weight(), weight()]), bias: 0 };
}

/** How likely the sample is of label 1. */
export function predict(network: Network, { x, y }: Pick<Sample, 'x' | 'y'>): number {
  let sum = network.bias;
  for (const [fromX, fromY, bias, toOutput] of network.hidden) {
    sum += toOutput * Math.tanh(fromX * x + fromY * y + bias);
  }
  return 1 / (1 + Math.exp(-sum));
}

/** The share of samples that are told right. */
export function accuracy(network: Network, samples: readonly Sample[]): number {
  const right = samples.filter((sample) => predict(network, sample) >= 0.5 === (sample.label === 1));
  return right.length / samples.length;
}

export interface EpochOptions {
  readonly rate: number;
  /** Gives the order of the samples; another one for each epoch. */
  readonly seed: number;
}

/** One pass over the data by stochastic gradient descent; answers the new network and the mean cross-entropy. */
export function trainEpoch(
  network: Network,
  samples: readonly Sample[],
  { rate, seed }: EpochOptions,
): { network: Network; loss: number } {
  const hidden = network.hidden.map((unit): [number, number, number, number] => [...unit]);
  let bias = network.bias;
  let loss = 0;
  for (const sample of shuffled(samples, seed)) {
    const { x, y, label } = sample;
    const probability = predict({ hidden, bias }, sample);
    loss -= Math.log(Math.max(1e-12, label === 1 ? probability : 1 - probability));
    const step = rate * (probability - label);
    for (const unit of hidden) {
      const [fromX, fromY, unitBias, toOutput] = unit;
      const active = Math.tanh(fromX * x + fromY * y + unitBias);
      const inner = step * toOutput * (1 - active * active);
      unit[0] = fromX - inner * x;
      unit[1] = fromY - inner * y;
      unit[2] = unitBias - inner;
      unit[3] = toOutput - step * active;
    }
    bias -= step;
  }
  return { network: { hidden, bias }, loss: loss / samples.length };
}

/** Fisher and Yates's shuffle. */
function shuffled(samples: readonly Sample[], seed: number): readonly Sample[] {
  const random = seededRandom(seed);
  const order = [...samples];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [order[last], order[other]];
    if (a === undefined || b === undefined) continue;
    [order[last], order[other]] = [b, a];
  }
  return order;
}
