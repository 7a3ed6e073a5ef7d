import type { RetentionSetting } from '@baton/postgres';

export interface RetentionView extends RetentionSetting {
  /** What holds until somebody sets it. */
  readonly defaultKeepDays: number;
}
