// The one card of the pages for people who are not signed in.
import type { ReactNode } from 'react';

import { Mark } from '../shell/mark.tsx';

interface WelcomeCardProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

export function WelcomeCard({ title, description, children }: WelcomeCardProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center bg-bg px-4 pt-[max(3rem,14vh)] pb-8">
      <Mark className="size-11" />
      <h1 className="mt-5 text-center text-2xl font-semibold text-text">{title}</h1>
      {description && (
        <p className="mt-1.5 max-w-sm text-center text-sm text-balance text-text-2">{description}</p>
      )}
      <div className="mt-7 w-full max-w-sm rounded-xl border border-line bg-surface p-6 shadow-1 max-sm:p-5">
        {children}
      </div>
    </main>
  );
}
