// The notes that the canvas overlay is drawn from. Activities, timers and sessions speak for their node by their label;
// a mark adds the port, the outputs that no event holds, and what was skipped.
import type { DesignNode, Failure, Json, NodeMark } from '@baton/core';
import { mark } from '@baton/workflow';
import type { NodeEnd } from './node-run.ts';

const write = (value: NodeMark): void => mark('node', value);

export function markWaiting(node: DesignNode): void {
  write({ node: node.id, status: 'waiting' });
}

export function markCompleted(node: DesignNode, end: NodeEnd): void {
  const output: { output?: Json } =
    end.recorded === true || end.output === null ? {} : { output: end.output };
  write({ node: node.id, status: 'completed', ...(end.port === null ? {} : { port: end.port }), ...output });
}

export function markFailed(node: DesignNode, failure: Failure, port: string | null): void {
  const { stack: _stack, ...shown } = failure;
  write({ node: node.id, status: 'failed', failure: shown, ...(port === null ? {} : { port }) });
}

export function markSkipped(node: DesignNode): void {
  write({ node: node.id, status: 'skipped' });
}

export function markCancelled(node: DesignNode): void {
  write({ node: node.id, status: 'cancelled' });
}
