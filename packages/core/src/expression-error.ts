// What can go wrong in an expression, and the limits that make every expression end.

/** Longest source, in UTF-8-independent characters. */
export const MAX_EXPRESSION_LENGTH = 64 * 1024;
/** Deepest nesting of operators, calls and literals; evaluation recurses this far at most. */
export const MAX_EXPRESSION_DEPTH = 200;
/** Largest result, in bytes of JSON. The limit of an inline payload. */
export const MAX_RESULT_BYTES = 256 * 1024;
/**
 * Work that one evaluation may do; a step is one operation, one list element or 32 characters of text.
 *
 * Counted, not timed, so that a replay stops where the first run stopped. A million steps take about 0.1 s.
 */
export const MAX_STEPS = 1_000_000;
/** Longest text that may exist while evaluating, in characters. */
export const MAX_TEXT_LENGTH = 1024 * 1024;

/**
 * An expression that doesn't parse, or that failed on the data it was given.
 *
 * `position` is the offset of the culprit in `source`, from 0; `seen` holds the values of the references it uses,
 * as shortened JSON by path (`nodes.total.output` → `{"sum":3}`), empty where it never ran.
 */
export class ExpressionError extends Error {
  readonly code = 'EXPRESSION_FAILED';
  readonly source: string;
  readonly position: number;
  readonly seen: Readonly<Record<string, string>>;

  constructor(
    message: string,
    at: { source: string; position: number; seen?: Readonly<Record<string, string>> },
  ) {
    super(message);
    this.name = 'ExpressionError';
    this.source = at.source;
    this.position = at.position;
    this.seen = at.seen ?? {};
  }

  /** One line for people: what, where, in which text, on which data. */
  describe(): string {
    const seen = Object.entries(this.seen).map(([path, value]) => `${path} = ${value}`);
    const suffix = seen.length === 0 ? '' : `, with ${seen.join(', ')}`;
    return `${this.message} (at ${this.position + 1} in \`${excerpt(this.source, this.position)}\`${suffix})`;
  }
}

/** A failure before its source and data are known; `evaluate` turns it into an `ExpressionError`. */
export class ExpressionFault extends Error {
  at: number | null;
  /** Running out of steps can't be outvoted by the other side of `&&` or `||`. */
  readonly final: boolean;

  constructor(message: string, at: number | null = null, final = false) {
    super(message);
    this.at = at;
    this.final = final;
  }
}

/** The part of a source around a position, at most 120 characters. */
function excerpt(source: string, position: number): string {
  if (source.length <= 120) return source;
  const start = Math.max(0, Math.min(position - 40, source.length - 110));
  const end = Math.min(source.length, start + 110);
  return `${start > 0 ? '… ' : ''}${source.slice(start, end)}${end < source.length ? ' …' : ''}`;
}

/** Counts what an evaluation spends; shared by all expressions of one template. */
export interface Meter {
  /** @throws {ExpressionFault} when the budget is used up. */
  readonly spend: (steps: number) => void;
}

export function createMeter(budget: number = MAX_STEPS): Meter {
  let left = budget;
  return {
    spend(steps) {
      left -= steps;
      if (left < 0) throw new ExpressionFault(`it needs more than ${budget} steps`, null, true);
    },
  };
}
