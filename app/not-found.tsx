import { Compass } from 'lucide-react';

import { PageFrame } from './shell/page-frame.tsx';
import { ButtonLink } from './ui/button.tsx';
import { EmptyState } from './ui/empty-state.tsx';

const words = {
  title: 'Nothing is here',
  text: 'The address may be mistyped, or what it named is gone.',
  home: 'Home',
  runs: 'Runs',
} as const;

export default function NotFound() {
  return (
    <PageFrame crumbs={[{ label: words.title }]}>
      <EmptyState
        icon={<Compass />}
        title={words.title}
        as="h1"
        actions={
          <>
            <ButtonLink href="/?home" variant="primary">
              {words.home}
            </ButtonLink>
            <ButtonLink href="/runs">{words.runs}</ButtonLink>
          </>
        }
        className="mt-[10vh]"
      >
        {words.text}
      </EmptyState>
    </PageFrame>
  );
}
