// How each kind of node behaves. A kind without a line here doesn't compile.
import type { DesignNode, NodeKind } from '@baton/core';
import type { Behaviour, NodeContext, NodeEnd } from './node-run.ts';
import { runActivity, runHttp } from './run-activity.ts';
import { runBranch, runEnd, runFail, runJoin, runParallel, runStart, runTransform } from './run-flow.ts';
import { runHuman } from './run-human.ts';
import { runSession } from './run-session.ts';
import { runSignal, runTimer } from './run-waits.ts';

const behaviours: { readonly [K in NodeKind]: Behaviour<K> } = {
  start: runStart,
  activity: runActivity,
  http: runHttp,
  human: runHuman,
  timer: runTimer,
  signal: runSignal,
  branch: runBranch,
  parallel: runParallel,
  join: runJoin,
  session: runSession,
  transform: runTransform,
  fail: runFail,
  end: runEnd,
};

/** Runs one node with the behaviour of its kind: its end, or a promise of it where something is waited for. */
export function behave(node: DesignNode, context: NodeContext): NodeEnd | Promise<NodeEnd> {
  const behaviour = behaviours[node.kind] as (
    node: DesignNode,
    context: NodeContext,
  ) => NodeEnd | Promise<NodeEnd>;
  return behaviour(node, context);
}

const instant: Readonly<Record<NodeKind, boolean>> = {
  ...{ start: true, branch: true, parallel: true, join: true, transform: true, fail: true, end: true },
  ...{ activity: false, http: false, human: false, timer: false, signal: false, session: false },
};

/** Kinds that wait for nothing, and ask for nothing: `behave` answers their end, or throws. */
export function isInstant(kind: NodeKind): boolean {
  return instant[kind];
}

/** Kinds whose waiting no event shows: a signal without a time limit is only known to the workflow's code. */
export function waitsUnseen(kind: NodeKind): boolean {
  return kind === 'signal';
}
