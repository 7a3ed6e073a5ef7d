'use client';
// What is wrong with an open run, above its views.
import { Alert } from '../../ui/alert.tsx';
import { noticesOf } from './model/notices.ts';
import { PoisonAlert, poisonOf } from './poison-alert.tsx';
import { useRunView } from './run-store.ts';

export function RunNotices() {
  const blocked = useRunView((view) => view.blocked);
  const isOpen = useRunView((view) => !view.isPast && view.state.status === 'running');
  const events = useRunView((view) => view.lastSeq);
  const notices = noticesOf({ isOpen, blocked, events });
  const isPoisoned = isOpen && poisonOf(blocked) !== null;
  if (notices.length === 0 && !isPoisoned) return null;
  return (
    <div className="flex shrink-0 flex-col gap-2 border-b border-line px-6 py-2.5 max-md:px-4">
      {isPoisoned && <PoisonAlert />}
      {notices.map(({ tone, title, text, facts }) => (
        <Alert key={title} tone={tone} title={title}>
          <p>{text}</p>
          {facts.length > 0 && (
            <dl className="mt-1 grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-0.5">
              {facts.map(({ label, value }) => (
                <div key={label} className="contents">
                  <dt className="text-text-3">{label}</dt>
                  <dd className="min-w-0 font-mono text-xs leading-5 break-words text-text">{value}</dd>
                </div>
              ))}
            </dl>
          )}
        </Alert>
      ))}
    </div>
  );
}
