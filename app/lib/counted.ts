/** Lists count no further than this (docs/api.md, “Paging”). */
const MOST_COUNTED = 1_000;

/** `12`, `1,000+`. */
export function counted(count: number): string {
  return count >= MOST_COUNTED ? '1,000+' : String(count);
}
