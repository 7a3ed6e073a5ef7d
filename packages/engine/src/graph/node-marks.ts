// The notes that the canvas overlay is drawn from. Activities, timers and sessions speak for their node by their label;
// a mark adds the port, the outputs that no event holds, and what was skipped.
//
// Marks collect, and become one event before the run asks for anything else, or waits: a dozen nodes are often passed in one turn.
// Large ones have an event of their own, since what may be recorded at once is limited.
import { checkPayload, type DesignNode, type Failure, type Json, type NodeMark } from '@baton/core';
import { mark } from '@baton/workflow';
import type { NodeEnd } from './node-run.ts';

/** So many in one event: far below what may be recorded at once, since ids are short. */
const MOST = 100;
/** Texts up to here go with others. */
const SHORT = 200;

/** Marks of one run that are not written yet, in their order. */
export class NodeMarks {
  private held: NodeMark[] = [];

  waiting(node: DesignNode): void {
    this.held.push({ node: node.id, status: 'waiting' });
  }

  skipped(node: DesignNode): void {
    this.held.push({ node: node.id, status: 'skipped' });
  }

  cancelled(node: DesignNode): void {
    this.held.push({ node: node.id, status: 'cancelled' });
  }

  failed(node: DesignNode, failure: Failure, port: string | null): void {
    const { stack: _stack, ...shown } = failure;
    this.writeAlone({
      node: node.id,
      status: 'failed',
      failure: shown,
      ...(port === null ? {} : { port }),
    });
  }

  /** @throws {PayloadError} if its output can't be recorded. */
  completed(node: DesignNode, { port, output, recorded }: NodeEnd): void {
    // The end of its activity says it all.
    if (recorded === true && port === 'out' && saysItsEnd(node)) return;
    const ended = { node: node.id, ...(port === null ? {} : { port }) };
    if (recorded === true || output === null) this.held.push(ended);
    else if (isSmall(output)) this.held.push({ ...ended, output });
    else if (node.kind !== 'end') this.writeAlone({ ...ended, output });
    else {
      // It may turn out to be the run's result: then it needn't be written twice. It is refused here, if at all.
      checkPayload({ ...ended, output }, 'value');
      this.held.push({ ...ended, output });
    }
  }

  /** Writes what is held. `result`: the run ends with it, right now, so whose output it is need not repeat it; `null`: it doesn't. */
  write(result: Json = null): void {
    const { held } = this;
    if (held.length === 0) return;
    this.held = [];
    let together: NodeMark[] = [];
    for (const said of held) {
      const { output = null } = said;
      const isLarge = !isSmall(output);
      if (together.length === MOST || (isLarge && output !== result)) together = written(together);
      if (!isLarge) together.push(said);
      else if (output === result) together.push(asResult(said));
      else written([said]);
    }
    written(together);
  }

  private writeAlone(one: NodeMark): void {
    this.write();
    written([one]);
  }
}

/** Answers what is left: nothing. */
function written(marks: readonly NodeMark[]): NodeMark[] {
  if (marks.length > 0) mark('node', marks);
  return [];
}

function asResult({ output: _, ...one }: NodeMark): NodeMark {
  return { ...one, isResult: true };
}

function saysItsEnd({ kind }: DesignNode): boolean {
  return kind === 'activity' || kind === 'http';
}

function isSmall(output: Json): boolean {
  return typeof output === 'string' ? output.length <= SHORT : output === null || typeof output !== 'object';
}
