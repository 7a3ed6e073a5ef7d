// What texts were found to mean: designs say the same thing in each of their runs, and parsing takes much longer than evaluating.

/** More are forgotten, those that were first looked up longest ago first. */
const KEPT = 1_000;
/** Longer texts are rare, and would take the room of many. */
const LONGEST = 2_000;

/** The same as `parse`, which has to be pure and to answer what nobody changes. What it throws is not kept. */
export function rememberTexts<T>(parse: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const parsed = parse(text);
    if (text.length > LONGEST) return parsed;
    for (const oldest of known.keys()) {
      if (known.size < KEPT) break;
      known.delete(oldest);
    }
    known.set(text, parsed);
    return parsed;
  };
}
