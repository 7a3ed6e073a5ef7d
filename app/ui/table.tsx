// Tables that are tables. Columns that a phone has no room for take `className={wide}`; their content then belongs into the main cell, too.
import type { ComponentProps } from 'react';

import { cx } from './cx.ts';

/** For cells that only show from 768 px. */
export const wide = 'max-md:hidden';
/** For what stands in for them below. */
export const narrow = 'md:hidden';

export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return <table {...rest} className={cx('w-full border-collapse text-left text-sm', className)} />;
}

export function Thead({ className, ...rest }: ComponentProps<'thead'>) {
  return <thead {...rest} className={cx('text-xs text-text-3', className)} />;
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...rest}
      className={cx(
        'h-8 border-b border-line px-3 font-medium whitespace-nowrap first:pl-4 last:pr-4',
        className,
      )}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return (
    <tr
      {...rest}
      className={cx('group/row relative border-b border-line last:border-b-0 hover:bg-hover/60', className)}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td {...rest} className={cx('px-3 py-2.5 align-middle first:pl-4 last:pr-4', className)} />;
}

/** On the link of a row's main cell: the whole row becomes its hit area, and there is still one link only. */
export const rowLink =
  'font-medium text-text no-underline after:absolute after:inset-0 focus-visible:outline-none ' +
  'focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus';
