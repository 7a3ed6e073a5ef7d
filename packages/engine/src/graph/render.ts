// Settings with expressions, made values. A failing expression fails the node with its text, position and the data seen.
import {
  ApplicationError,
  compileExpression,
  evaluate,
  ExpressionError,
  renderJson,
  renderTemplate,
  renderText,
  type Duration,
  type Json,
  type Scope,
} from '@baton/core';

export function json(template: Json, scope: Scope): Json {
  return explained(() => renderJson(template, scope));
}

export function text(template: string, scope: Scope): string {
  return explained(() => renderText(template, scope));
}

/** A template may answer one text or a list of them. */
export function texts(templates: readonly string[], scope: Scope): readonly string[] {
  return templates.flatMap((template) => {
    const value = explained(() => renderTemplate(template, scope));
    const list = Array.isArray(value) ? (value as readonly Json[]) : [value];
    return list.filter((one): one is string => typeof one === 'string' && one !== '');
  });
}

/** The value of a template, whatever its type. */
export function value(template: string, scope: Scope): Json {
  return explained(() => renderTemplate(template, scope));
}

/** Whether a condition holds. */
export function holds(expression: string, scope: Scope): boolean {
  const answer = explained(() => evaluate(compileExpression(expression), scope));
  if (typeof answer === 'boolean') return answer;
  throw new ApplicationError(
    'ExpressionError',
    `The condition \`${expression.slice(0, 200)}\` answers ${JSON.stringify(answer).slice(0, 100)}, not true or false`,
    { nonRetryable: true },
  );
}

/** A duration that may be a template. */
export function duration(setting: Duration, scope: Scope): Duration {
  if (typeof setting !== 'string' || !setting.includes('{{')) return setting;
  const answer = value(setting, scope);
  // A number is milliseconds, as in code; anything else that isn't a text is refused by who reads the duration.
  return typeof answer === 'string' || typeof answer === 'number' ? answer : JSON.stringify(answer);
}

function explained<T>(render: () => T): T {
  try {
    return render();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { source, position, seen } = error;
    throw new ApplicationError('ExpressionError', error.describe(), {
      nonRetryable: true,
      details: { expression: source.slice(0, 2_000), position, seen: { ...seen } },
    });
  }
}
