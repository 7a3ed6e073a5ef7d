'use client';
// A text with expressions: checked while one types, completed from what comes before. The browser's own field underneath,
// so that spelling, undo and phones work as everywhere.
import { compileExpression, compileTemplate, ExpressionError } from '@baton/core';
import { Braces } from 'lucide-react';
import { useId, useRef } from 'react';
import type { Completion } from '../../canvas/model/completions.ts';
import { cx } from '../../ui/cx.ts';
import { Textarea } from '../../ui/input.tsx';
import { type ExpressionMode, useExpressionField } from './use-expression-field.ts';

interface ExpressionInputProps {
  readonly value: string;
  readonly onType: (text: string) => void;
  readonly onLeave: () => void;
  /** `expression`: all of it is one. `template`: text with `{{ … }}`. */
  readonly mode: ExpressionMode;
  readonly placeholder?: string | undefined;
  readonly rows?: number;
  readonly readOnly?: boolean;
  readonly label?: string;
}

export function ExpressionInput(props: ExpressionInputProps) {
  const { value, onType, onLeave, mode, rows = 1, readOnly = false } = props;
  const element = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const field = useExpressionField({ field: element, value, mode, onType });
  const isExpression = mode === 'expression' || value.includes('{{');
  const isOffering = field.offers.length > 0;
  return (
    <div className="relative">
      <Textarea
        ref={element}
        rows={rows}
        value={value}
        readOnly={readOnly}
        spellCheck={!isExpression}
        placeholder={props.placeholder}
        {...(props.label === undefined ? {} : { 'aria-label': props.label })}
        {...(isOffering ? listTies(listId, field.at) : {})}
        className={cx(
          'pr-9',
          rows === 1 && 'min-h-8! resize-none',
          isExpression && 'font-mono text-xs leading-5',
        )}
        onChange={(event) => {
          onType(event.target.value);
          field.moveTo(event.target.selectionStart);
        }}
        onKeyDown={field.onKeyDown}
        onBlur={() => {
          field.leave();
          onLeave();
        }}
      />
      {!readOnly && (
        <button
          type="button"
          tabIndex={-1}
          title="Insert an expression"
          aria-label="Insert an expression"
          onMouseDown={(event) => event.preventDefault()}
          onClick={field.insert}
          className="absolute top-1 right-1 flex size-6 items-center justify-center rounded-sm text-text-3 hover:bg-hover hover:text-text"
        >
          <Braces className="size-3.5" aria-hidden />
        </button>
      )}
      {isOffering && <Offers id={listId} offers={field.offers} at={field.at} onChoose={field.choose} />}
    </div>
  );
}

function listTies(listId: string, at: number) {
  return {
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    'aria-activedescendant': `${listId}-${String(at)}`,
  } as const;
}

interface OffersProps {
  readonly id: string;
  readonly offers: readonly Completion[];
  readonly at: number;
  readonly onChoose: (offer: Completion) => void;
}

function Offers({ id, offers, at, onChoose }: OffersProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="What can be used here"
      tabIndex={-1}
      className="absolute inset-x-0 top-full z-30 mt-1 max-h-56 overflow-y-auto rounded-lg bg-raised p-1 shadow-2 scroll-quiet"
    >
      {offers.map((offer, index) => (
        // Keys are handled by the field that owns this list.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={offer.text}
          id={`${id}-${String(index)}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(offer)}
          className={cx(
            'flex cursor-pointer items-baseline justify-between gap-3 rounded-md px-2 py-1',
            index === at && 'bg-hover',
          )}
        >
          <code className="min-w-0 truncate font-mono text-xs text-text">{offer.text}</code>
          <span className="shrink-0 text-2xs text-text-3">{offer.about}</span>
        </div>
      ))}
    </div>
  );
}

/** What is wrong with a text as it stands; checked as the engine will read it. */
export function expressionError(text: string, mode: ExpressionMode): string | undefined {
  try {
    if (mode === 'expression') compileExpression(text);
    else compileTemplate(text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError)
      return `${error.message} (at character ${String(error.position + 1)})`;
    throw error;
  }
}
