// Runs one level of a design: what is in no container, or the inside of one.
//
// Every edge is sooner or later *taken* or *dead*. A node waits until all its incoming edges are decided; with one taken it
// runs, with none it is skipped and its own edges are dead. A join of mode `any` runs at the first taken edge; later ones find it
// running and change nothing. The level ends when nothing runs any more.
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
import { behave, waitsUnseen } from './behaviours.ts';
import { errorForExpressions, failureOf, isRunCancelled, sessionLoss } from './node-failure.ts';
import { markCancelled, markCompleted, markFailed, markSkipped, markWaiting } from './node-marks.ts';
import type { NodeEnd } from './node-run.ts';
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
  /** Edges into a node that are not decided yet, and how many of the others were taken. */
  private readonly undecided = new Map<string, number>();
  private readonly taken = new Map<string, number>();
  private readonly begun = new Set<string>();
  private readonly outputs: Record<string, Json> = {};
  private active = 0;
  private failed: { readonly error: unknown } | null = null;
  private settle: (() => void) | null = null;

  constructor({ index, data, parentId, outer }: LevelOptions) {
    this.index = index;
    this.data = data;
    this.parentId = parentId;
    this.outer = outer;
    for (const node of childrenOf(index, parentId)) {
      this.undecided.set(node.id, edgesInto(index, node.id).length);
    }
  }

  async run(): Promise<Json> {
    const ended = new Promise<void>((resolve) => {
      this.settle = resolve;
    });
    const entries = entriesOf(this.index, this.parentId);
    // Nodes that nothing leads to, and that are no start, will never run.
    const lost = childrenOf(this.index, this.parentId).filter(
      (node) => this.undecided.get(node.id) === 0 && !entries.includes(node),
    );
    this.skipAll(lost);
    for (const node of entries) this.begin(node);
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
    if (waitsUnseen(node.kind)) markWaiting(node);
    void this.visit(node).then(() => {
      this.active -= 1;
      if (this.active === 0) this.settle?.();
    });
  }

  /** Never throws: what goes wrong is the level's. */
  private async visit(node: DesignNode): Promise<void> {
    try {
      const end = await withLabel(node.id, () =>
        behave(node, {
          scope: this.data.scope,
          runInside: (container) => run(this.inside(container)),
          setResult: this.data.setResult,
        }),
      );
      if (this.isStopping) markCancelled(node);
      else this.complete(node, end);
    } catch (error) {
      this.fail(node, error);
    }
  }

  private complete(node: DesignNode, end: NodeEnd): void {
    markCompleted(node, end);
    this.data.record(node.id, { output: end.output, ...(end.port === null ? {} : { port: end.port }) });
    if (edgesFrom(this.index, node.id).length === 0) this.outputs[node.id] = end.output;
    this.leave(node, end.port);
  }

  private fail(node: DesignNode, error: unknown): void {
    if (this.isStopping || isRunCancelled(error)) {
      markCancelled(node);
      this.failed ??= { error };
      return;
    }
    const failure = failureOf(error);
    const loss = this.parentId === null ? null : sessionLoss(error);
    const isCaught = loss === null && edgesFrom(this.index, node.id).some(isError);
    markFailed(node, failure, isCaught ? 'error' : null);
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
      markSkipped(node);
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
    const left = (this.undecided.get(edge.target) ?? 0) - 1;
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

const isError = (edge: DesignEdge): boolean => edge.sourcePort === 'error';

function isAnyJoin(node: DesignNode): boolean {
  return node.kind === 'join' && node.config.mode === 'any';
}
