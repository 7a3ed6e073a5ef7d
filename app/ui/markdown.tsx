'use client';
// Markdown that people or workflows wrote: no HTML, links without a referrer.
import ReactMarkdown from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';

import { cx } from './cx.ts';

const prose =
  'text-sm leading-6 text-text-2 [&_a]:text-accent-text [&_a]:underline [&_code]:rounded-xs [&_code]:bg-active [&_code]:px-1 [&_code]:font-mono ' +
  '[&_code]:text-xs [&_h1]:text-base [&_h1]:font-semibold [&_h2]:text-base [&_h2]:font-semibold [&_h3]:font-semibold [&_h1,&_h2,&_h3]:text-text ' +
  '[&_li]:my-0.5 [&_ol]:list-decimal [&_ol]:pl-5 [&_p]:my-2 [&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:bg-sunken [&_pre]:p-3 ' +
  '[&_strong]:font-semibold [&_strong]:text-text [&_ul]:list-disc [&_ul]:pl-5 [&>:first-child]:mt-0 [&>:last-child]:mb-0';

interface MarkdownProps {
  readonly text: string;
  readonly className?: string | undefined;
}

export function Markdown({ text, className }: MarkdownProps) {
  return (
    <div className={cx(prose, className)}>
      <ReactMarkdown
        rehypePlugins={[rehypeSanitize]}
        components={{
          a: ({ href, children }) => (
            <a href={href} target="_blank" rel="noopener noreferrer nofollow">
              {children}
            </a>
          ),
          // A picture of another host would tell it who reads this; our policy blocks it anyhow.
          img: ({ alt }) => <span>[{alt}]</span>,
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}
