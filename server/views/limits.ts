import type { LimitRecord } from '@baton/engine';

export interface LimitItem extends LimitRecord {
  readonly setByName: string | null;
}
