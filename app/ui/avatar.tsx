// A person by initials. The hue comes from the name, so that the same person looks the same everywhere.
import { cx } from './cx.ts';

const grounds = [
  'bg-accent-tint text-accent-text',
  'bg-running-tint text-running',
  'bg-done-tint text-done',
  'bg-idle-tint text-idle',
];

export function initialsOf(name: string): string {
  const words = name
    .replace(/@.*/, '')
    .split(/[\s._-]+/)
    .filter((word) => word !== '');
  const [first = '?', ...others] = words;
  return ((first.at(0) ?? '?') + (others.at(-1)?.at(0) ?? '')).toUpperCase();
}

interface AvatarProps {
  readonly name: string;
  readonly size?: 'sm' | 'md';
  readonly className?: string | undefined;
}

/** Decoration: the name stands beside it. */
export function Avatar({ name, size = 'md', className }: AvatarProps) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return (
    <span
      aria-hidden
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-full font-semibold select-none',
        size === 'sm' ? 'size-5 text-[0.5625rem]' : 'size-7 text-2xs',
        grounds[sum % grounds.length],
        className,
      )}
    >
      {initialsOf(name)}
    </span>
  );
}
