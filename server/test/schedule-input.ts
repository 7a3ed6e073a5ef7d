// What tests of schedules share.

/** Waits for a fact, not for a time. */
export async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const giveUpAt = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > giveUpAt) throw new Error(`Not within 20 s: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Each day, of a workflow in code. */
export function input(name: string, workflowName = 'quick') {
  return { name, start: { workflow: workflowName, input: { n: 1 } }, spec: { every: '1 day' } };
}
