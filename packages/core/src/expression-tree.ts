// The shape of a parsed expression: small, frozen, and closed, so that a new kind must be evaluated everywhere.
import type { CelValue } from './expression-values.ts';

export type BinaryOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | 'in';
export type MacroName = 'all' | 'exists' | 'exists_one' | 'filter' | 'map';

/** `at` is the offset in the source. */
export type Expr = { readonly at: number } & (
  | { readonly kind: 'literal'; readonly value: CelValue }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly of: Expr; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expr; readonly by: Expr }
  | { readonly kind: 'has'; readonly of: Expr; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Expr[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expr, Expr])[] }
  | { readonly kind: 'not'; readonly of: Expr }
  | { readonly kind: 'negate'; readonly of: Expr }
  | { readonly kind: 'and'; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'or'; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'choose'; readonly when: Expr; readonly then: Expr; readonly otherwise: Expr }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expr;
      readonly right: Expr;
    }
  /** A method's receiver is its first argument. */
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | {
      readonly kind: 'macro';
      readonly macro: MacroName;
      readonly over: Expr;
      readonly variable: string;
      /** `map` with three arguments only. */
      readonly filter: Expr | null;
      readonly body: Expr;
    }
  | {
      readonly kind: 'bind';
      readonly variable: string;
      readonly value: Expr;
      readonly body: Expr;
    }
);

export type ExprKind = Expr['kind'];
export type ExprOf<K extends ExprKind> = Extract<Expr, { kind: K }>;
