// Buttons, and links that look like them. One variant per weight of the action; at most one `primary` per view.
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';

import { cx } from './cx.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-quiet';
export type ButtonSize = 'sm' | 'md' | 'lg';

const variants: Record<ButtonVariant, string> = {
  primary:
    'bg-accent text-on-accent border-transparent shadow-1 hover:bg-accent-hover active:bg-accent-hover aria-disabled:hover:bg-accent',
  secondary: 'bg-surface text-text border-line-strong shadow-1 hover:bg-hover active:bg-active',
  ghost: 'bg-transparent text-text-2 border-transparent hover:bg-hover hover:text-text active:bg-active',
  danger: 'bg-danger text-on-accent border-transparent shadow-1 hover:bg-danger-hover',
  'danger-quiet':
    'bg-surface text-failed border-line-strong shadow-1 hover:bg-failed-tint hover:border-failed-line',
};

const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 px-2.5 text-xs gap-1.5 rounded-sm pointer-coarse:h-10',
  md: 'h-8 px-3 text-sm gap-1.5 rounded-md pointer-coarse:h-10',
  lg: 'h-10 px-4 text-base gap-2 rounded-md pointer-coarse:h-11',
};

const base =
  'inline-flex shrink-0 items-center justify-center border font-medium whitespace-nowrap select-none no-underline ' +
  'transition-colors duration-100 disabled:opacity-50 aria-disabled:opacity-60 [&_svg]:shrink-0';

/** The classes of a button, for elements that are not ours (a Base UI trigger). */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string {
  return cx(base, variants[variant], sizes[size]);
}

interface Look {
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ButtonSize | undefined;
  readonly icon?: ReactNode;
  readonly trailing?: ReactNode;
}

export type ButtonProps = ComponentProps<'button'> & Look & { readonly pending?: boolean | undefined };

/** A button. While `pending` it keeps its width and its focus, and does nothing when pressed. */
export function Button({
  variant,
  size,
  icon,
  trailing,
  pending = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={pending ? 'button' : type}
      className={cx(buttonClass(variant, size), className)}
      aria-disabled={pending || rest['aria-disabled']}
      aria-busy={pending || undefined}
      onClick={pending ? undefined : onClick}
    >
      {pending ? <LoaderCircle className="size-3.5 animate-spin" aria-hidden /> : icon}
      {children}
      {trailing}
    </button>
  );
}

export type ButtonLinkProps = ComponentProps<typeof Link> & Look;

export function ButtonLink({ variant, size, icon, trailing, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={cx(buttonClass(variant, size), className)}>
      {icon}
      {children}
      {trailing}
    </Link>
  );
}
