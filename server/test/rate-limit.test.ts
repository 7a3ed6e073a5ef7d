import { expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { RateLimiter } from '../http/rate-limit.ts';

function limiter(burst: number, perSecond: number) {
  const clock = { nowMs: 0 };
  return { clock, limit: new RateLimiter({ burst, perSecond }, () => clock.nowMs) };
}

test('a burst passes, the next call is told when to come again', () => {
  const { limit } = limiter(3, 0.5);
  for (let i = 0; i < 3; i++) limit.take('ada');
  const refused = (): void => limit.take('ada');
  expect(refused).toThrow(ApiError);
  expect(refused).toThrow('try again in 2 s');
});

test('each caller has a bucket of their own, and it fills up with time but never over the rim', () => {
  const { clock, limit } = limiter(2, 1);
  limit.take('ada', 2);
  limit.take('bob', 2);
  clock.nowMs = 1_000;
  limit.take('ada');
  expect(() => limit.take('ada')).toThrow(ApiError);
  clock.nowMs = 1_000_000;
  limit.take('ada', 2);
  expect(() => limit.take('ada')).toThrow(ApiError);
});

test('what is given back can be taken again', () => {
  const { limit } = limiter(1, 0.001);
  for (let i = 0; i < 100; i++) {
    limit.take('ada');
    limit.refund('ada');
  }
  limit.take('ada');
  expect(() => limit.take('ada')).toThrow(ApiError);
});

test('a flood of callers takes no more memory than it may, and does not free the one who is empty', () => {
  const { limit } = limiter(1, 0.001);
  for (let i = 0; i < 30_000; i++) limit.take(`caller ${i}`);
  limit.take('ada');
  expect(() => limit.take('ada')).toThrow(ApiError);
});
