'use client';
// A text with expressions: checked while one types, completed from what comes before. The browser's own field underneath,
// so that spelling, undo and phones work as everywhere.
import { compileExpression, compileTemplate, ExpressionError } from '@baton/core';
import { Braces } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { type Completion, matching, typingAt } from '../../canvas/model/completions.ts';
import { cx } from '../../ui/cx.ts';
import { Textarea } from '../../ui/input.tsx';
import { useCompletions } from './use-completions.ts';

interface ExpressionInputProps {
  readonly value: string;
  readonly onType: (text: string) => void;
  readonly onLeave: () => void;
  /** `expression`: all of it is one. `template`: text with `{{ … }}`. */
  readonly mode: 'template' | 'expression';
  readonly placeholder?: string | undefined;
  readonly rows?: number;
  readonly readOnly?: boolean;
  readonly label?: string;
}

export function ExpressionInput({
  value,
  onType,
  onLeave,
  mode,
  placeholder,
  rows = 1,
  readOnly = false,
  label,
}: ExpressionInputProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const completions = useCompletions(caret !== null);
  const typing = caret === null ? null : typingAt(value, caret, mode === 'expression');
  const offers = typing === null ? [] : matching(completions, typing.word);
  const put = (start: number, end: number, text: string) => {
    onType(value.slice(0, start) + text + value.slice(end));
    setAt(0);
    requestAnimationFrame(() => {
      field.current?.setSelectionRange(start + text.length, start + text.length);
      setCaret(start + text.length);
    });
  };
  const choose = (offer: Completion) =>
    typing !== null && caret !== null && put(typing.start, caret, offer.text);
  const onKeyDown = (event: KeyboardEvent) => {
    const offer = offers[at];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offer === undefined) return;
    if (step !== undefined) setAt((at + step + offers.length) % offers.length);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(offer);
    else if (event.key === 'Escape') setCaret(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isExpression = mode === 'expression' || value.includes('{{');
  const insert = () => {
    field.current?.focus();
    const from = field.current?.selectionStart ?? value.length;
    if (mode === 'expression') {
      setCaret(from);
      return;
    }
    put(from, field.current?.selectionEnd ?? from, '{{  }}');
    requestAnimationFrame(() => field.current?.setSelectionRange(from + 3, from + 3));
    setTimeout(() => setCaret(from + 3));
  };
  return (
    <div className="relative">
      <Textarea
        ref={field}
        rows={rows}
        value={value}
        readOnly={readOnly}
        spellCheck={!isExpression}
        {...(label === undefined ? {} : { 'aria-label': label })}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(offers.length > 0
          ? {
              'aria-controls': listId,
              'aria-activedescendant': `${listId}-${String(at)}`,
              'aria-autocomplete': 'list',
            }
          : {})}
        className={cx(
          'pr-9',
          rows === 1 && 'min-h-8! resize-none',
          isExpression && 'font-mono text-xs leading-5',
        )}
        onChange={(event) => {
          onType(event.target.value);
          setCaret(event.target.selectionStart);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setCaret(null);
          onLeave();
        }}
      />
      {!readOnly && (
        <button
          type="button"
          tabIndex={-1}
          title={mode === 'template' ? 'Insert an expression' : 'What can be used here'}
          aria-label="Insert an expression"
          onMouseDown={(event) => event.preventDefault()}
          onClick={insert}
          className="absolute top-1 right-1 flex size-6 items-center justify-center rounded-sm text-text-3 hover:bg-hover hover:text-text"
        >
          <Braces className="size-3.5" aria-hidden />
        </button>
      )}
      {offers.length > 0 && <Offers id={listId} offers={offers} at={at} onChoose={choose} />}
    </div>
  );
}

interface OffersProps {
  readonly id: string;
  readonly offers: readonly Completion[];
  readonly at: number;
  readonly onChoose: (offer: Completion) => void;
}

function Offers({ id, offers, at, onChoose }: OffersProps) {
  return (
    <ul
      id={id}
      role="listbox"
      aria-label="What can be used here"
      className="absolute inset-x-0 top-full z-30 mt-1 max-h-56 overflow-y-auto rounded-lg bg-raised p-1 shadow-2 scroll-quiet"
    >
      {offers.map((offer, index) => (
        // Keys are handled by the field that owns this list.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <li
          key={offer.text}
          id={`${id}-${String(index)}`}
          role="option"
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
        </li>
      ))}
    </ul>
  );
}

/** What is wrong with a text as it stands; checked as the engine will read it. */
export function expressionError(text: string, mode: 'template' | 'expression'): string | undefined {
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
