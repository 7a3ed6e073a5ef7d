// Timers and signals.
import { ApplicationError, type Scope } from '@baton/core';
import { expectSignal, sleep } from '@baton/workflow';
import { out, type Behaviour } from './node-run.ts';
import { duration, value } from './render.ts';

export const runTimer: Behaviour<'timer'> = async (node, { scope }) => {
  const { duration: setting, until } = node.config;
  if (until !== undefined) await sleep(instant(until, scope));
  else if (setting !== undefined) await sleep(duration(setting, scope));
  return out(null);
};

/** ISO text, or milliseconds since 1970. A past one is no wait. */
function instant(until: string, scope: Scope): Date {
  const found = value(until, scope);
  const ms = typeof found === 'number' ? found : typeof found === 'string' ? Date.parse(found) : NaN;
  const date = new Date(ms);
  if (!Number.isNaN(date.getTime())) return date;
  throw new ApplicationError(
    'NotAMoment',
    `${JSON.stringify(found).slice(0, 100)} is no moment like 2026-01-31T09:00:00Z`,
    { nonRetryable: true },
  );
}

export const runSignal: Behaviour<'signal'> = async (node, { scope }) => {
  const { signal, timeout } = node.config;
  const options = timeout === undefined ? {} : { timeout: duration(timeout, scope) };
  return out(await expectSignal(signal, options));
};
