// How much of something is taken: a bar, and the same in numbers.
import type { ReactNode } from 'react';

import { cx } from './cx.ts';

interface UsageBarProps {
  readonly label: ReactNode;
  readonly used: number;
  readonly capacity: number;
  /** Beside the numbers: what else there is to say. */
  readonly note?: ReactNode;
}

export function UsageBar({ label, used, capacity, note }: UsageBarProps) {
  const share = capacity <= 0 ? 0 : Math.min(1, used / capacity);
  const isFull = capacity > 0 && used >= capacity;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <span className="min-w-0 truncate text-text">{label}</span>
        <span className="tabular shrink-0 text-text-2">
          {used.toLocaleString('en')} of {capacity.toLocaleString('en')}
          {isFull && <span className="ml-1.5 font-medium text-waiting">full</span>}
        </span>
      </div>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-active">
        <div
          className={cx('h-full rounded-full', isFull ? 'bg-waiting-solid' : 'bg-running-solid')}
          style={{ width: `${String(100 * share)}%` }}
        />
      </div>
      {note !== undefined && <p className="text-xs text-text-3">{note}</p>}
    </div>
  );
}
