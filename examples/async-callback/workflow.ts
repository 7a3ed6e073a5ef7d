import { workflow } from '@baton/workflow';
import { requestQuote } from './activities.ts';

interface OrderRequest {
  readonly item: string;
  readonly quantity: number;
  readonly limitCents: number;
}

/** Waits for the quote as for any activity, however long the service takes. */
export const asyncCallback = workflow(
  'asyncCallback',
  async ({ item, quantity, limitCents }: OrderRequest) => {
    const quote = await requestQuote({ item, quantity });
    return { ...quote, accepted: quote.totalCents <= limitCents };
  },
);
