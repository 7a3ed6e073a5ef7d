// The names of workloads, and what they stand for; the same for every engine.

export const RESULT = 'x'.repeat(100);
export const SLEEP_MS = 1_000;
export const DISPATCH_QUEUE = 'elsewhere';

export const WORKLOADS = ['W1', 'W5', 'W50', 'WF', 'WS', 'WH', 'WHuman', 'WD', 'WG', 'WGc', 'WSe'] as const;
/** What a peer without people, drawings and sessions can do, too. */
export const PEER_WORKLOADS: readonly string[] = ['W1', 'W5', 'W50', 'WF', 'WS', 'WH', 'WD'];

/** What was meant by a name without a number. */
const defaults: Readonly<Record<string, number>> = { WF: 20, WD: 5 };
const fixed: Readonly<Record<string, number>> = { WS: 2, WH: 1, WHuman: 1, WG: 4, WGc: 4, WSe: 3 };

export function isWorkload(name: string): boolean {
  return /^(W[1-9]\d*x?|W[FD]([1-9]\d*)?|WS|WH|WHuman|WG|WGc|WSe)$/.test(name);
}

/** Whether the run is started by another process than the one that runs it, which hears of it by a hint. */
export function startsElsewhere(name: string): boolean {
  return name.endsWith('x');
}

/** The name of the workflow. */
export function baseOf(name: string): string {
  return startsElsewhere(name) ? name.slice(0, -1) : name;
}

/** How many activities one of its workflows runs. */
export function stepsOf(name: string): number {
  const digits = /\d+/.exec(name)?.[0];
  return digits === undefined ? (defaults[name] ?? fixed[name] ?? 0) : Number(digits);
}
