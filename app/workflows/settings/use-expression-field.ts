'use client';
// The behaviour of a field for expressions: where the caret is, what fits there, and which keys choose it.
import { type KeyboardEvent, type RefObject, useState } from 'react';
import { type Completion, matching, typingAt } from '../../canvas/model/completions.ts';
import { useCompletions } from './use-completions.ts';

export type ExpressionMode = 'template' | 'expression';

interface FieldOptions {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly value: string;
  readonly mode: ExpressionMode;
  readonly onType: (text: string) => void;
}

export function useExpressionField({ field, value, mode, onType }: FieldOptions) {
  const [caret, setCaret] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const completions = useCompletions(caret !== null);
  const typing = caret === null ? null : typingAt(value, caret, mode === 'expression');
  const offers = typing === null ? [] : matching(completions, typing.word);
  const put = (range: readonly [number, number], text: string, caretAt: number) => {
    onType(value.slice(0, range[0]) + text + value.slice(range[1]));
    setAt(0);
    // The text is in the field after the drawing that follows.
    requestAnimationFrame(() => {
      field.current?.setSelectionRange(caretAt, caretAt);
      setCaret(caretAt);
    });
  };
  const choose = (offer: Completion) => {
    if (typing === null || caret === null) return;
    put([typing.start, caret], offer.text, typing.start + offer.text.length);
  };
  return {
    offers,
    at,
    choose,
    leave: () => setCaret(null),
    moveTo: (position: number) => {
      setCaret(position);
      setAt(0);
    },
    /** Begins an expression where the caret is. */
    insert: () => {
      field.current?.focus();
      const from = field.current?.selectionStart ?? value.length;
      if (mode === 'expression') setCaret(from);
      else put([from, field.current?.selectionEnd ?? from], '{{  }}', from + 3);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const key = offers.length === 0 ? undefined : keys[event.key];
      if (key === undefined || (event.key === 'Enter' && event.shiftKey)) return;
      event.preventDefault();
      event.stopPropagation();
      const offer = offers[at];
      if (typeof key === 'number') setAt((at + key + offers.length) % offers.length);
      else if (key === 'close') setCaret(null);
      else if (offer !== undefined) choose(offer);
    },
  };
}

const keys: Readonly<Record<string, number | 'choose' | 'close'>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Enter: 'choose',
  Tab: 'choose',
  Escape: 'close',
};
