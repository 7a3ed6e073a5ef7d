// The shape of what is coming, in the size of what is coming.
import { cx } from './cx.ts';

export function Skeleton({ className }: { readonly className?: string }) {
  return (
    <span
      aria-hidden
      className={cx('block animate-shimmer rounded-sm bg-active', className ?? 'h-4 w-full')}
    />
  );
}

/** Rows of a list that is being read. Says so to screen readers once. */
export function SkeletonRows({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" className="divide-y divide-line">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-12 items-center gap-3 px-4">
          <Skeleton className="size-4 shrink-0 rounded-full" />
          <Skeleton className={cx('h-3.5', widths[row % widths.length])} />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  );
}

const widths = ['w-2/5', 'w-1/3', 'w-1/2', 'w-1/4', 'w-5/12'];
