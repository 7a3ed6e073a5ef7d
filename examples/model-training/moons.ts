// The data set: two moons that hold each other, with noise. No straight line parts them, so the model has to learn a curve.
import { seededRandom } from '../shared/random.ts';

export interface Sample {
  readonly x: number;
  readonly y: number;
  /** Which moon. */
  readonly label: 0 | 1;
}

export interface DataSet {
  readonly train: readonly Sample[];
  readonly test: readonly Sample[];
}

/** The same samples for the same seed; one in four is kept for the test. */
export function makeMoons(samples: number, seed: number, noise = 0.12): DataSet {
  const random = seededRandom(seed);
  const all = Array.from({ length: samples }, (_, index) =>
    moonSample(index % 2 === 0 ? 0 : 1, random, noise),
  );
  // In pairs, so that both moons are in both parts.
  const isTest = (index: number) => Math.floor(index / 2) % 4 === 3;
  return {
    train: all.filter((_, index) => !isTest(index)),
    test: all.filter((_, index) => isTest(index)),
  };
}

function moonSample(label: 0 | 1, random: () => number, noise: number): Sample {
  const angle = Math.PI * random();
  const [x, y] =
    label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
  return { x: x + noise * gaussian(random), y: y + noise * gaussian(random), label };
}

/** Box and Muller's way from two even numbers to a normal one. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
