// The head of a page: where it is, what it's called, what can be done.
import { ArrowLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';

import { cx } from './cx.ts';

export interface Crumb {
  readonly label: string;
  readonly href?: string;
}

export function Breadcrumb({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1 text-sm">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1;
          return (
            <li
              key={`${String(index)}${crumb.label}`}
              className={cx('flex items-center gap-1', last ? 'min-w-0' : 'shrink-0')}
            >
              {index > 0 && (
                <ChevronRight className="size-3.5 shrink-0 text-text-3 max-sm:hidden" aria-hidden />
              )}
              {crumb.href !== undefined && !last ? (
                <Link
                  href={crumb.href}
                  className="hit block rounded-sm text-text-2 no-underline hover:text-text hover:underline"
                >
                  {/* On a phone the way back is an arrow, and the page's own name has the room. */}
                  <ArrowLeft className="size-4 sm:hidden" aria-hidden />
                  <span className="max-sm:sr-only">{crumb.label}</span>
                </Link>
              ) : (
                <span aria-current={last ? 'page' : undefined} className="truncate font-medium text-text">
                  {crumb.label}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

interface PageHeaderProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
}

/** The page's one `h1`. */
export function PageHeader({ title, description, actions, className }: PageHeaderProps) {
  return (
    <header className={cx('flex flex-wrap items-start justify-between gap-x-6 gap-y-3', className)}>
      <div className="min-w-0">
        <h1 className="text-2xl font-semibold text-text">{title}</h1>
        {description && <p className="mt-1 max-w-2xl text-sm text-text-2">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

/** The ground of a page that scrolls as a whole. */
export function Page({
  children,
  width = 'wide',
}: {
  readonly children: ReactNode;
  readonly width?: 'wide' | 'text';
}) {
  return (
    <div
      className={cx(
        'mx-auto flex w-full flex-col gap-5 px-6 py-6 max-md:gap-4 max-md:px-4 max-md:py-4',
        width === 'wide' ? 'max-w-[80rem]' : 'max-w-[48rem]',
      )}
    >
      {children}
    </div>
  );
}
