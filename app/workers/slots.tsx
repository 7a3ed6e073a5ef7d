// Slots as a row of boxes: held ones are filled. Many slots are told by numbers alone.
import { cx } from '../ui/cx.ts';

const DRAWN = 8;

export function Slots({ held, size }: { readonly held: number; readonly size: number }) {
  return (
    <span className="inline-flex items-center gap-2">
      {size <= DRAWN && (
        <span aria-hidden className="inline-flex gap-0.5">
          {Array.from({ length: size }, (_, slot) => (
            <span
              key={slot}
              className={cx(
                'size-2.5 rounded-xs border',
                slot < held ? 'border-running-solid bg-running-solid' : 'border-line-strong',
              )}
            />
          ))}
        </span>
      )}
      <span className="tabular text-text-2">
        {held}/{size}
      </span>
    </span>
  );
}
