import { describe, expect, test } from 'vitest';
import type { ActivityTask } from '@baton/engine';
import { timeoutOf } from '../src/activity/attempt-report.ts';

const task = (limits: object, startedAtMs: number): ActivityTask =>
  ({ name: 'slow', options: limits, scheduledAtMs: 1_000, startedAtMs, lastFailure: null }) as ActivityTask;

describe('the limit that an attempt has passed', () => {
  test('is the one that came first, whatever the clock says when its timer goes off', () => {
    const both = { startToCloseMs: 300, scheduleToCloseMs: 300 };
    expect(timeoutOf(task(both, 1_000), undefined)).toMatchObject({ fields: { kind: 'scheduleToClose' } });
    expect(timeoutOf(task(both, 1_002), undefined)).toMatchObject({ fields: { kind: 'scheduleToClose' } });
    const roomy = { startToCloseMs: 300, scheduleToCloseMs: 10_000 };
    expect(timeoutOf(task(roomy, 1_002), undefined)).toMatchObject({ fields: { kind: 'startToClose' } });
    const endless = { startToCloseMs: 300, scheduleToCloseMs: null };
    expect(timeoutOf(task(endless, 1_002), undefined)).toMatchObject({ fields: { kind: 'startToClose' } });
  });
});
