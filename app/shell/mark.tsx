import { cx } from '../ui/cx.ts';

/** Baton's mark: the moment of the hand-over, two runners' strokes side by side. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden className={cx('shrink-0', className)}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <g className="stroke-on-accent" strokeWidth="3" strokeLinecap="round">
        <path d="m5.9 15.1 6-6" opacity="0.55" />
        <path d="m12.1 14.9 6-6" />
      </g>
    </svg>
  );
}
