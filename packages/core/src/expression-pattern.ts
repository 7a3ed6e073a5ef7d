// Regular expressions that can't hang: RE2 matches in time linear in the text, where a backtracking engine
// takes a minute for `(a+)+$` on thirty letters. Used by expressions and by the `pattern` of forms.
import { RE2JS } from 're2js';
import { ExpressionFault, type Meter } from './expression-error.ts';

const MAX_PATTERN_LENGTH = 1_000;
/** Instructions of the compiled pattern: the factor that the length of the text is multiplied with. */
const MAX_PATTERN_SIZE = 2_000;
/** Patterns stand in designs, so few are ever live; when full it starts anew. */
const MAX_CACHED = 200;
const cache = new Map<string, RE2JS>();

/** @throws {ExpressionFault} if RE2 doesn't take it (back-references, look-around) or it is too large. */
export function compilePattern(pattern: string): RE2JS {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const compiled = compile(pattern);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): RE2JS {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new ExpressionFault(`a pattern has at most ${MAX_PATTERN_LENGTH} characters`);
  }
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown syntax';
    throw new ExpressionFault(
      `the pattern ${JSON.stringify(pattern.slice(0, 100))} is refused: ${why.slice(0, 200)}`,
    );
  }
  if (compiled.programSize() > MAX_PATTERN_SIZE) throw new ExpressionFault('the pattern is too large');
  return compiled;
}

/** Whether the pattern occurs anywhere in the text; `^…$` for all of it. */
export function matchesPattern(pattern: string, text: string, meter: Meter): boolean {
  const compiled = compilePattern(pattern);
  meter.spend(1 + ((text.length * (16 + compiled.programSize())) >> 8));
  return compiled.test(text);
}
