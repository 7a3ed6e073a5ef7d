'use client';
// Something that is shown once: whole, selectable, with a button to copy it.
import { CopyButton } from './copy-button.tsx';

interface SecretTextProps {
  readonly text: string;
  /** What it is: `link`, `key`. */
  readonly what: string;
}

export function SecretText({ text, what }: SecretTextProps) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line-strong bg-sunken p-2 pl-3">
      <code className="min-w-0 flex-1 py-1.5 font-mono text-xs break-all text-text select-all">{text}</code>
      <CopyButton text={text} what={what} labelled />
    </div>
  );
}
