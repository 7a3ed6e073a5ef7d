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

/** The numbers that a test's name begins with (`C12 …`, `C20 C22 …`). */
export function scenariosOf(testName: string): readonly number[] {
  const [numbers = ''] = /^(?:C\d+ )+/.exec(testName) ?? [];
  return numbers.split(' ').flatMap((word) => (word === '' ? [] : [Number(word.slice(1))]));
}
