'use client';
// The answers, as buttons that stay in view.
import { OctagonX } from 'lucide-react';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { Button, type ButtonVariant } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import type { AnswerForm } from './use-answer.ts';
import { outcomeLabel, words } from './words.ts';

interface OutcomeBarProps {
  readonly task: TaskItem;
  readonly answer: AnswerForm;
  /** Null: this person may not fail tasks. */
  readonly onFail: (() => void) | null;
}

function variantOf(outcome: string, index: number): ButtonVariant {
  if (index === 0) return 'primary';
  return /^(reject|decline|deny|refuse)/.test(outcome) ? 'danger-quiet' : 'secondary';
}

export function OutcomeBar({ task, answer, onFail }: OutcomeBarProps) {
  const sending = answer.state?.kind === 'sending';
  return (
    <div role="group" aria-label="Answers" className="z-10 shrink-0 border-t border-line bg-surface">
      <div className="mx-auto flex max-w-3xl flex-wrap items-center gap-2 px-8 py-3 max-md:px-4">
        {onFail && (
          <Button
            variant="ghost"
            size="lg"
            icon={<OctagonX className="size-4" aria-hidden />}
            disabled={sending}
            onClick={onFail}
            className="mr-auto -ml-4 max-md:-ml-2"
          >
            {words.fail}
          </Button>
        )}
        <p role="status" className="text-xs text-text-3 empty:hidden">
          {sending ? words.sending : ''}
        </p>
        <div className="ml-auto flex min-w-0 flex-row-reverse flex-wrap gap-2">
          {task.spec.outcomes.map((outcome, index) => (
            <Button
              key={outcome}
              size="lg"
              variant={variantOf(outcome, index)}
              data-outcome={index}
              pending={sending && index === 0}
              disabled={sending && index > 0}
              onClick={() => answer.decide(outcome)}
              trailing={
                index === 0 ? <Kbd keys="Mod+Enter" inverted className="ml-1 max-lg:hidden" /> : undefined
              }
            >
              {outcomeLabel(outcome)}
            </Button>
          ))}
        </div>
      </div>
    </div>
  );
}
