'use client';
// A page that broke: says so, keeps the frame, offers the next step.
import { Bug, RotateCw } from 'lucide-react';

import { PageFrame } from './shell/page-frame.tsx';
import { Button, ButtonLink } from './ui/button.tsx';
import { EmptyState } from './ui/empty-state.tsx';

const words = {
  crumb: 'Error',
  title: 'This page broke',
  text: 'Runs go on by themselves; only this view has failed.',
  id: 'Error',
  again: 'Try again',
  home: 'Home',
} as const;

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <PageFrame crumbs={[{ label: words.crumb }]}>
      <EmptyState
        icon={<Bug />}
        title={words.title}
        as="h1"
        actions={
          <>
            <Button variant="primary" icon={<RotateCw className="size-3.5" aria-hidden />} onClick={reset}>
              {words.again}
            </Button>
            <ButtonLink href="/?home">{words.home}</ButtonLink>
          </>
        }
        className="mt-[10vh]"
      >
        <p>{words.text}</p>
        <p className="mt-2 font-mono text-xs break-words text-text-3">
          {words.id}: {error.digest ?? error.message}
        </p>
      </EmptyState>
    </PageFrame>
  );
}
