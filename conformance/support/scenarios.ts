// The list of scenarios, as conformance/README.md has it.
import fs from 'node:fs';

export interface Scenario {
  readonly number: number;
  readonly title: string;
}

const entry = /^- \*\*C(\d+) (.+?)\.?\*\*/gm;

/** In the list's order. */
export function readScenarios(): readonly Scenario[] {
  const text = fs.readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  return [...text.matchAll(entry)].map(([, number, title]) => ({
    number: Number(number),
    title: title ?? '',
  }));
}

/** The number in a test's name (`C12 …`); null: it has none. */
export function scenarioOf(testName: string): number | null {
  const [, number] = /^C(\d+) \S/.exec(testName) ?? [];
  return number === undefined ? null : Number(number);
}
