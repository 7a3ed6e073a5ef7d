// Signals. One that nobody listens for yet is kept, in order, until somebody does: none is ever lost by being early.
import {
  TimeoutError,
  formatMs,
  noMembers,
  setToFill,
  type Duration,
  type Json,
  type UnheardSignal,
} from '@baton/core';
import { jsonOf, msOf } from '../run/author-input.ts';
import { callSite, thrownAt } from '../run/call-site.ts';
import { deferred, type Deferred } from '../run/deferred.ts';
import { runHandler } from '../run/ending.ts';
import { commandFrame } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';
import { startTimer } from './timer.ts';

type Listener = (payload: Json) => void;

interface Mailbox {
  waiters: Set<Waiter>;
  handlers: Set<Listener>;
  readonly unheard: Json[];
}

const mailboxes = perRun(() => new Map<string, Mailbox>());

function mailbox(run: Run, name: string): Mailbox {
  const boxes = mailboxes(run);
  let box = boxes.get(name);
  if (box === undefined)
    boxes.set(name, (box = { waiters: noMembers(), handlers: noMembers(), unheard: [] }));
  return box;
}

/** What a run begins with: signals that its predecessor has received and that nobody there has heard. */
export function keepUnheard(run: Run, signals: readonly UnheardSignal[]): void {
  for (const { name, payload } of signals) mailbox(run, name).unheard.push(payload);
}

/** By name, each in the order in which they came. */
export function unheardSignals(run: Run): readonly UnheardSignal[] {
  return [...mailboxes(run)].flatMap(([name, { unheard }]) => unheard.map((payload) => ({ name, payload })));
}

/** The names of those that are waited for. */
export function awaitedSignals(run: Run): readonly string[] {
  return [...mailboxes(run)].flatMap(([name, { waiters }]) => (waiters.size > 0 ? [name] : []));
}

/** One signal reaches all who wait and all handlers. */
export function signalReceived(run: Run, event: { readonly name: string; readonly payload: Json }): void {
  const box = mailbox(run, event.name);
  const [waiters, handlers] = [[...box.waiters], [...box.handlers]];
  box.waiters.clear();
  if (waiters.length + handlers.length === 0) box.unheard.push(event.payload);
  for (const waiter of waiters) waiter.hear(event.payload);
  for (const handler of handlers) handler(event.payload);
}

/**
 * The payload of the next signal with this name; the oldest that nobody has heard yet comes first.
 *
 * @throws {TimeoutError} if `timeout` passes first. @throws {CancelledError} if its scope is cancelled.
 */
export function expectSignal<T = Json>(
  name: string,
  options: { readonly timeout?: Duration } = {},
): Promise<T> {
  const frame = commandFrame('expectSignal()');
  const { run, scope } = frame;
  const box = mailbox(run, name);
  const done = deferred<T>();
  if (scope.cancelledWith !== null) {
    done.reject(scope.cancelledWith);
    return done.promise;
  }
  if (box.unheard.length > 0) return Promise.resolve(box.unheard.shift() as T);

  const waiter = new Waiter(box, done);
  waiter.cancelTimer = timeoutIn(options.timeout, (ms) => {
    const site = callSite(expectSignal);
    const late = (): Error => new TimeoutError('signal', `No signal ${name} came within ${formatMs(ms)}`);
    return startTimer(frame, run.nowMs + ms, () => waiter.giveUp(thrownAt(late(), site)));
  });
  waiter.leaveScope = scope.whenCancelled((error) => waiter.giveUp(error));
  box.waiters = setToFill(box.waiters);
  box.waiters.add(waiter);
  return done.promise;
}

/** A class, since thousands of runs wait so at the same time: closures with names of their own take several times as much. */
class Waiter {
  cancelTimer: (() => void) | undefined = undefined;
  leaveScope: () => void = nothing;
  private readonly box: Mailbox;
  private readonly done: Deferred<unknown>;

  constructor(box: Mailbox, done: Deferred<unknown>) {
    this.box = box;
    this.done = done;
  }

  hear(payload: Json): void {
    this.leave();
    // The sender's word: signals carry no schema.
    this.done.resolve(payload);
  }

  giveUp(error: Error): void {
    this.leave();
    this.done.reject(error);
  }

  private leave(): void {
    this.box.waiters.delete(this);
    this.leaveScope();
    this.cancelTimer?.();
  }
}

function nothing(): void {
  // There is nothing to leave yet.
}

function timeoutIn<T>(timeout: Duration | undefined, start: (ms: number) => T): T | undefined {
  return timeout === undefined ? undefined : start(msOf(timeout, 'timeout'));
}

/** Handles each signal with this name, the unheard ones first. An error in the handler fails the run. Dispose it to stop. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the author's word for what senders send
export function onSignal<T = Json>(name: string, handler: (payload: T) => unknown): Disposable {
  const frame = commandFrame('onSignal()');
  const box = mailbox(frame.run, name);
  const listener: Listener = (payload) => runHandler(frame, () => handler(payload as T));
  box.handlers = setToFill(box.handlers);
  box.handlers.add(listener);
  for (const payload of box.unheard.splice(0)) listener(payload);
  return { [Symbol.dispose]: () => void box.handlers.delete(listener) };
}

/** Sends a signal to another run, by its workflow id: at least once, and once only as far as the receiver sees. Doesn't wait. */
export function signalRun(workflowId: string, name: string, payload: unknown = null): void {
  const { run } = commandFrame('signalRun()');
  run.emit({
    type: 'SignalRun',
    signalId: run.nextId('signal'),
    workflowId,
    name,
    payload: jsonOf(payload, 'payload'),
  });
}
