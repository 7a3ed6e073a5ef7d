'use client';
// An instant as a clock in a time zone shows it; and in the reader's own, where that is another one.
import { RelativeTime } from '../ui/time.tsx';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Times of a list look alike: all have seconds, if one has. */
export function haveSeconds(ticksMs: readonly number[]): boolean {
  return ticksMs.some((tickMs) => tickMs % 60_000 !== 0);
}

/** `Mon, 23 Nov, 09:00`; with seconds where there are any. */
export function formatInZone(
  atMs: number,
  timeZone: string,
  hasSeconds: boolean = haveSeconds([atMs]),
): string {
  const key = `${timeZone} ${String(hasSeconds)}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(undefined, {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(hasSeconds ? { second: '2-digit' } : {}),
    });
  formats.set(key, format);
  return format.format(atMs);
}

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

interface ZoneTimeProps {
  readonly atMs: number;
  /** Null: the schedule has none of its own. */
  readonly timeZone: string | null;
}

/** Relative, and beneath it when that is. */
export function NextRun({ atMs, timeZone }: ZoneTimeProps) {
  return (
    <span className="flex flex-col">
      <RelativeTime atMs={atMs} className="text-text" />
      <span className="tabular text-xs whitespace-nowrap text-text-3" suppressHydrationWarning>
        {formatInZone(atMs, timeZone ?? ownZone())}
      </span>
    </span>
  );
}

interface TickListProps {
  readonly ticksMs: readonly number[];
  readonly timeZone: string | null;
}

/** Times in the schedule's zone, and beside them in mine. */
export function TickList({ ticksMs, timeZone }: TickListProps) {
  const own = ownZone();
  const zone = timeZone ?? own;
  const isOther = zone !== own;
  const withSeconds = haveSeconds(ticksMs);
  return (
    <table className="w-full text-left text-sm">
      <thead className="text-xs text-text-3">
        <tr>
          <th scope="col" className="pb-1 pr-2 font-medium wrap-anywhere">
            {zone}
          </th>
          {isOther && (
            <th scope="col" className="pb-1 pr-2 font-medium wrap-anywhere">
              {own} (you)
            </th>
          )}
          {/* There is no room for both zones and this. */}
          {!isOther && (
            <th scope="col" className="pb-1 text-right font-medium">
              <span className="sr-only">From now</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {ticksMs.map((tickMs) => (
          <tr key={tickMs} className="tabular border-t border-line">
            <td className="py-1.5 pr-2 text-text">{formatInZone(tickMs, zone, withSeconds)}</td>
            {isOther && <td className="py-1.5 pr-2 text-text-2">{formatInZone(tickMs, own, withSeconds)}</td>}
            {!isOther && (
              <td className="py-1.5 text-right text-xs text-text-3">
                <RelativeTime atMs={tickMs} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
