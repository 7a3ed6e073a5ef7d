'use client';
// Copies a text and says so, in place and to screen readers.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, e.g. `run id`. */
  readonly what: string;
  /** A button with words instead of a glyph. */
  readonly labelled?: boolean;
  readonly className?: string | undefined;
}

export function CopyButton({ text, what, labelled = false, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const icon = copied ? (
    <Check className="size-3.5 text-done" aria-hidden />
  ) : (
    <Copy className="size-3.5" aria-hidden />
  );
  return (
    <>
      {labelled ? (
        <Button icon={icon} onClick={copy} className={className}>
          {copied ? 'Copied' : `Copy ${what}`}
        </Button>
      ) : (
        <IconButton
          label={copied ? 'Copied' : `Copy ${what}`}
          icon={icon}
          size="sm"
          onClick={copy}
          className={className}
        />
      )}
      <span role="status" className="sr-only">
        {copied ? `Copied ${what}` : ''}
      </span>
    </>
  );
}
