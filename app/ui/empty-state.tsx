// Nothing here yet: what this place is for, and the next thing to do.
import type { ReactNode } from 'react';

import { cx } from './cx.ts';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  /** `h1` where this is all the page says. */
  readonly as?: 'p' | 'h1' | 'h2';
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
}

export function EmptyState({ icon, title, as: Title = 'p', children, actions, className }: EmptyStateProps) {
  return (
    <div
      className={cx(
        'mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center max-md:py-10',
        className,
      )}
    >
      {icon && (
        <div
          aria-hidden
          className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-sunken text-text-3 [&_svg]:size-5"
        >
          {icon}
        </div>
      )}
      <Title className="text-lg font-semibold text-text">{title}</Title>
      {children && <div className="mt-1.5 text-sm text-balance text-text-2">{children}</div>}
      {actions && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
