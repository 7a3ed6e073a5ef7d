// Runs one level of a design: what is in no container, or the inside of one.
//
// Every edge is sooner or later *taken* or *dead*. A node waits until all its incoming edges are decided; with one taken it
// runs, with none it is skipped and its own edges are dead. A join of mode `any` runs at the first taken edge; later ones find it
// running and change nothing. The level ends when nothing runs any more.
//
// What waits for nothing has ended when it begins, and goes on with the next microtask, as it would if it were waited for: many nodes
// cost one promise, and commands keep their order, whatever kinds of nodes stand between them.
//
// A node that fails takes its `error` port if an edge leaves there; else the whole level fails: what still runs in it is
// cancelled, and once all has stopped, the error goes to whoever runs the level (a session's own `error`, or the run).
import {
  childrenOf,
  edgesFrom,
  edgesInto,
  entriesOf,
  type DesignEdge,
  type DesignIndex,
  type DesignNode,
  type Json,
} from '@baton/core';
import { cancellable, withLabel, type CancellablePromise } from '@baton/workflow';
import { behave, isInstant, waitsUnseen } from './behaviours.ts';
import { errorForExpressions, failureOf, isRunCancelled, sessionLoss } from './node-failure.ts';
import type { NodeContext, NodeEnd } from './node-run.ts';
import type { RunData } from './run-data.ts';

/**
 * Runs a design; answers the outputs of nodes that nothing follows, by id.
 *
 * @throws the error of the first node that failed without an `error` edge.
 */
export function runLevel(index: DesignIndex, data: RunData): Promise<Json> {
  return run(new Level({ index, data, parentId: null, outer: null }));
}

interface LevelOptions {
  readonly index: DesignIndex;
  readonly data: RunData;
  readonly parentId: string | null;
  readonly outer: Level | null;
}

function run(level: Level): Promise<Json> {
  const running = cancellable(() => level.run());
  level.scope = running;
  return running;
}

class Level {
  /** Cancels what still runs once the level has failed. */
  scope: CancellablePromise<Json> | null = null;
  private readonly index: DesignIndex;
  private readonly data: RunData;
  /** The container whose inside this is. */
  private readonly parentId: string | null;
  private readonly outer: Level | null;
  private readonly context: NodeContext;
  /** Edges into a node that are not decided yet, once some are, and how many of the others were taken. */
  private readonly undecided = new Map<string, number>();
  private readonly taken = new Map<string, number>();
  private readonly begun = new Set<string>();
  /** What has ended as it began, and hasn't been gone on from. */
  private passed: { readonly node: DesignNode; readonly how: Passed }[] = [];
  private readonly outputs: Record<string, Json> = {};
  private active = 0;
  private failed: { readonly error: unknown } | null = null;
  private settle: (() => void) | null = null;

  constructor({ index, data, parentId, outer }: LevelOptions) {
    this.index = index;
    this.data = data;
    this.parentId = parentId;
    this.outer = outer;
    this.context = {
      scope: data.scope,
      runInside: (container) => run(this.inside(container)),
      setResult: (output) => data.setResult(output),
    };
  }

  async run(): Promise<Json> {
    const ended = new Promise<void>((resolve) => {
      this.settle = resolve;
    });
    const entries = entriesOf(this.index, this.parentId);
    // Nodes that nothing leads to, and that are no start, will never run.
    const lost = childrenOf(this.index, this.parentId).filter(
      (node) => edgesInto(this.index, node.id).length === 0 && !entries.includes(node),
    );
    this.skipAll(lost);
    for (const node of entries) this.begin(node);
    this.pause();
    if (this.active === 0) return this.outputs;
    await ended;
    if (this.failed !== null) throw this.failed.error;
    return this.outputs;
  }

  /** Failed, or inside of what has failed: nothing new begins, and what comes to an end was cancelled. */
  private get isStopping(): boolean {
    return this.failed !== null || (this.outer?.isStopping ?? false);
  }

  private inside(container: DesignNode): Level {
    this.data.forget(childrenOf(this.index, container.id).map(({ id }) => id));
    return new Level({ index: this.index, data: this.data, parentId: container.id, outer: this });
  }

  private begin(node: DesignNode): void {
    this.begun.add(node.id);
    this.active += 1;
    if (isInstant(node.kind)) this.passSoon(node);
    else this.visit(node);
  }

  /** Of what waits for nothing. What goes wrong is the level's, as of any node. */
  private passSoon(node: DesignNode): void {
    this.passed.push({ node, how: attempted(node, this.context) });
    if (this.passed.length === 1) void nextTick.then(() => this.goOn());
  }

  private goOn(): void {
    const { passed } = this;
    this.passed = [];
    for (const { node, how } of passed) {
      if ('end' in how) this.close(node, how.end);
      else this.fail(node, how.error);
    }
    this.active -= passed.length;
    this.pause();
  }

  /** Never throws, as its promise has nobody who looks after it. */
  private visit(node: DesignNode): void {
    if (waitsUnseen(node.kind)) this.data.marks.waiting(node);
    this.data.marks.write();
    const running = withLabel(node.id, async () => behave(node, this.context));
    void running.then(
      (end) => {
        this.close(node, end);
        this.active -= 1;
        this.pause();
      },
      (error: unknown) => {
        this.fail(node, error);
        this.active -= 1;
        this.pause();
      },
    );
  }

  /** All that could begin has begun: marks are written unless more follow at once, and the level ends if nothing runs. */
  private pause(): void {
    if (this.passed.length > 0) return;
    const isOver = this.active === 0;
    const isEnd = isOver && this.parentId === null && this.failed === null;
    this.data.marks.write(isEnd ? this.data.result() : null);
    if (isOver) void nextTick.then(() => this.settle?.());
  }

  private close(node: DesignNode, end: NodeEnd): void {
    if (this.isStopping) {
      this.data.marks.cancelled(node);
      return;
    }
    try {
      this.data.marks.completed(node, end);
    } catch (error) {
      this.fail(node, error);
      return;
    }
    this.data.record(node.id, { output: end.output, ...(end.port === null ? {} : { port: end.port }) });
    if (edgesFrom(this.index, node.id).length === 0) this.outputs[node.id] = end.output;
    this.leave(node, end.port);
  }

  private fail(node: DesignNode, error: unknown): void {
    if (this.isStopping || isRunCancelled(error)) {
      this.data.marks.cancelled(node);
      this.failed ??= { error };
      return;
    }
    const failure = failureOf(error);
    const loss = this.parentId === null ? null : sessionLoss(error);
    const isCaught = loss === null && edgesFrom(this.index, node.id).some(isError);
    this.data.marks.failed(node, failure, isCaught ? 'error' : null);
    this.data.record(node.id, { error: errorForExpressions(failure) });
    if (isCaught) {
      this.leave(node, 'error');
      return;
    }
    this.failed = { error: loss ?? error };
    this.scope?.cancel('Another node failed');
  }

  private leave(node: DesignNode, port: string | null): void {
    const dead: DesignEdge[] = [];
    for (const edge of edgesFrom(this.index, node.id)) {
      if (edge.sourcePort !== port) dead.push(edge);
      else if (this.decide(edge, true)) this.begin(this.target(edge));
    }
    for (const edge of dead) this.follow(edge);
  }

  /** Decides an edge as dead, and all that becomes dead with it: a loop, since that may be thousands of nodes. */
  private follow(edge: DesignEdge): void {
    if (!this.decide(edge, false)) return;
    const target = this.target(edge);
    if ((this.taken.get(target.id) ?? 0) > 0) this.begin(target);
    else this.skipAll([target]);
  }

  private skipAll(nodes: readonly DesignNode[]): void {
    const waiting = [...nodes];
    for (const node of waiting) {
      this.begun.add(node.id);
      this.data.marks.skipped(node);
      for (const edge of edgesFrom(this.index, node.id)) {
        if (!this.decide(edge, false)) continue;
        const target = this.target(edge);
        if ((this.taken.get(target.id) ?? 0) > 0) this.begin(target);
        else waiting.push(target);
      }
    }
  }

  /** True if this edge decides its target, which has not begun. */
  private decide(edge: DesignEdge, isTaken: boolean): boolean {
    const left = (this.undecided.get(edge.target) ?? edgesInto(this.index, edge.target).length) - 1;
    this.undecided.set(edge.target, left);
    if (isTaken) this.taken.set(edge.target, (this.taken.get(edge.target) ?? 0) + 1);
    if (this.begun.has(edge.target) || this.isStopping) return false;
    return left === 0 || (isTaken && isAnyJoin(this.target(edge)));
  }

  private target(edge: DesignEdge): DesignNode {
    const node = this.index.nodes.get(edge.target);
    if (node === undefined)
      throw new RangeError(`The index holds an edge to ${edge.target}, which it does not have`);
    return node;
  }
}

/** Begins nothing: only what follows it in time counts. */
const nextTick = Promise.resolve();

type Passed = { readonly end: NodeEnd } | { readonly error: unknown };

function attempted(node: DesignNode, context: NodeContext): Passed {
  try {
    // Instant kinds answer their end itself.
    return { end: behave(node, context) as NodeEnd };
  } catch (error) {
    return { error };
  }
}

const isError = (edge: DesignEdge): boolean => edge.sourcePort === 'error';

function isAnyJoin(node: DesignNode): boolean {
  return node.kind === 'join' && node.config.mode === 'any';
}
