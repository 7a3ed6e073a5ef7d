// What the service knows: prices in cents by item.
const prices: ReadonlyMap<string, number> = new Map([
  ['bolt', 12],
  ['gear', 1_450],
  ['motor', 48_900],
]);

export interface Quote {
  readonly item: string;
  readonly quantity: number;
  readonly totalCents: number;
}

/** `null`: the service doesn't sell it. From 100 pieces there is a tenth off. */
export function quoteFor(item: string, quantity: number): Quote | null {
  const price = prices.get(item);
  if (price === undefined) return null;
  const full = price * quantity;
  return { item, quantity, totalCents: quantity >= 100 ? Math.round(full * 0.9) : full };
}
