// One run's code in memory: its clock, its randomness, its commands. What waits for what is in `operations/`, a file each.
//
// started: no → yes by RunStarted.  finished: by the first command that ends the run; later commands are dropped.
// disposed: by the engine, at any time; from then on every call of the code throws, and nothing that it waits for settles.
import type { Command, RunRef, RunStarted } from '@baton/core';
import { authorFrame, deepCallSite, type CallSite } from './call-site.ts';
import { seededRandom, type Random } from './random.ts';
import { Scope } from './scope.ts';

type Ending = Extract<Command, { type: 'CompleteRun' | 'FailRun' | 'CancelRun' | 'ContinueAsNew' }>;
type Counter = 'activity' | 'timer' | 'session' | 'child' | 'signal';

export class Run {
  readonly ref: RunRef;
  readonly root = new Scope(null);
  /** The time of the stimulus that is being worked on. */
  nowMs = 0;
  /** Its seq: how long the history is at least. */
  seq = 0;
  finished = false;
  /** `Patched` ids of the history while it is being replayed; `null`: the code goes on where nobody has been. */
  recordedPatches: ReadonlySet<string> | null = null;
  /** How long the whole run may take, by its start or by its definition; no activity may take longer. */
  runTimeoutMs: number | undefined;
  /** Made when it is first asked for: most runs never do. */
  private generator: Random | null = null;
  private seed: string;
  private startEvent: RunStarted | null = null;
  private disposed = false;
  private commands: Command[] = [];
  private readonly counters: Record<Counter, number> = {
    activity: 0,
    timer: 0,
    session: 0,
    child: 0,
    signal: 0,
  };
  private readonly sites: WeakMap<Command, CallSite> | null;
  private readonly slots: unknown[] = [];

  /** @param knowsSites Remembers where the code asked for each command, which costs more than all else that a replay does. */
  constructor(ref: RunRef, knowsSites = false) {
    this.ref = ref;
    this.seed = ref.runId;
    this.sites = knowsSites ? new WeakMap() : null;
  }

  get random(): Random {
    return (this.generator ??= seededRandom(this.seed));
  }

  get started(): RunStarted {
    if (this.startEvent === null) throw new TypeError(`Run ${this.ref.runId} has not been started`);
    return this.startEvent;
  }

  start(event: RunStarted, defaultTimeoutMs: number | null): void {
    if (this.startEvent !== null) throw new TypeError(`Run ${this.ref.runId} has been started already`);
    this.startEvent = event;
    this.runTimeoutMs = event.runTimeoutMs ?? defaultTimeoutMs ?? undefined;
    const { resetFrom } = event;
    if (resetFrom !== undefined && this.seq < resetFrom.seq) this.reseed(resetFrom.seed);
  }

  /** A stimulus is about to be applied. What was kept of another run is replayed with that run's randomness; then this run's own begins. */
  moveTo(seq: number, atMs: number): void {
    const keptSeq = this.startEvent?.resetFrom?.seq;
    if (keptSeq !== undefined && this.seq < keptSeq && seq >= keptSeq) {
      this.reseed(this.ref.runId);
    }
    this.seq = seq;
    this.nowMs = atMs;
  }

  private reseed(seed: string): void {
    this.seed = seed;
    this.generator = null;
  }

  /** Whether the code goes where the run that it was reset from has not been. */
  get isPastReset(): boolean {
    const { resetFrom } = this.started;
    return resetFrom !== undefined && this.seq >= resetFrom.seq;
  }

  /** Counts up from 1 in the order of the calls. */
  nextId(of: Counter): string {
    return String(++this.counters[of]);
  }

  emit(command: Command): void {
    this.assertAlive();
    if (this.finished) return;
    this.commands.push(command);
    this.sites?.set(command, deepCallSite());
  }

  /** Changes a command that nobody has taken yet. False: it is gone. */
  amend(is: (command: Command) => boolean, change: (command: Command) => Command): boolean {
    const index = this.commands.findLastIndex(is);
    const command = this.commands[index];
    if (command === undefined) return false;
    this.commands[index] = change(command);
    return true;
  }

  /** The run's last command. The first one counts. */
  end(ending: Ending): void {
    if (this.disposed) return;
    this.emit(ending);
    this.finished = true;
  }

  /** Where the author's code asked for a command; null: not known. */
  siteOf(command: Command): string | null {
    const site = this.sites?.get(command);
    return site === undefined ? null : authorFrame(site);
  }

  take(): readonly Command[] {
    const taken = this.commands;
    this.commands = [];
    return taken;
  }

  /** Unwinds the code at its next call. */
  dispose(): void {
    this.disposed = true;
    this.slots.length = 0;
    this.commands = [];
  }

  assertAlive(): void {
    if (this.disposed) throw new Error(`Run ${this.ref.runId} is no longer in this process`);
  }

  /** See `perRun`. */
  slot<T>(index: number, make: () => T): T {
    return (this.slots[index] ??= make()) as T;
  }
}

let slotCount = 0;

/** State that one operation keeps for each run, so that `Run` need not know the operations. */
export function perRun<T>(make: () => T): (run: Run) => T {
  const index = slotCount++;
  return (run) => run.slot(index, make);
}
