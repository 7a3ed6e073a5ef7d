import { cx } from '../ui/cx.ts';

/** Baton's mark: one hand-over, from the hand that gives to the hand that takes. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={cx('shrink-0', className)}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path d="M8.1 15.9 15.9 8.1" className="stroke-on-accent" strokeWidth="3.2" strokeLinecap="round" />
      <circle cx="6.9" cy="9.4" r="1.55" className="fill-on-accent" opacity="0.55" />
      <circle cx="17.1" cy="14.6" r="1.55" className="fill-on-accent" opacity="0.55" />
    </svg>
  );
}
