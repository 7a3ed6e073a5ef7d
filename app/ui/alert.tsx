// A message in the flow of the page. Errors are always shown here (or at their field), never in a toast alone.
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

import { cx } from './cx.ts';

export type AlertTone = 'failed' | 'waiting' | 'done' | 'info';

const looks: Record<AlertTone, { readonly classes: string; readonly icon: typeof Info }> = {
  failed: { classes: 'border-failed-line bg-failed-tint text-failed', icon: CircleAlert },
  waiting: { classes: 'border-waiting-line bg-waiting-tint text-waiting', icon: TriangleAlert },
  done: { classes: 'border-done-line bg-done-tint text-done', icon: CircleCheck },
  info: { classes: 'border-accent-line bg-accent-tint text-accent-text', icon: Info },
};

interface AlertProps {
  readonly tone: AlertTone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
}

export function Alert({ tone, title, children, actions, className }: AlertProps) {
  const { classes, icon: Icon } = looks[tone];
  return (
    <div
      role={tone === 'failed' ? 'alert' : 'status'}
      className={cx('flex items-start gap-2.5 rounded-md border px-3 py-2.5 text-sm', classes, className)}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {children && <div className="mt-0.5 text-text-2">{children}</div>}
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
