import type { ActivityStatus } from '@baton/core';

export function isSuccess(status: ActivityStatus): boolean {
  return status === 'completed';
}
