'use client';
// A square button with a glyph. Its label is its accessible name and its tooltip; the two cannot differ.
import type { ComponentProps, ReactNode } from 'react';

import type { ButtonVariant } from './button.tsx';
import { buttonClass } from './button.tsx';
import { cx } from './cx.ts';
import { Tooltip } from './tooltip.tsx';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'children'> & {
  readonly label: string;
  readonly icon: ReactNode;
  readonly variant?: ButtonVariant | undefined;
  readonly size?: 'sm' | 'md' | undefined;
  /** Shown in the tooltip, e.g. `Mod+K`. */
  readonly keys?: string | undefined;
  readonly tooltipSide?: 'top' | 'bottom' | 'left' | 'right' | undefined;
};

const sizes = { sm: 'w-7 pointer-coarse:w-10', md: 'w-8 pointer-coarse:w-10' } as const;

export function IconButton({
  label,
  icon,
  variant = 'ghost',
  size = 'md',
  keys,
  tooltipSide,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys} side={tooltipSide}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={cx(buttonClass(variant, size), sizes[size], 'px-0! hit', className)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
