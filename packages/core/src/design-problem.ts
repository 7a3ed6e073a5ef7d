// How checks report: every problem names its node and a remedy.
import type { DesignNode, DesignProblem } from './design.ts';

interface Finding {
  readonly severity?: 'error' | 'warning';
  readonly code: string;
  readonly node?: DesignNode | null;
  readonly edgeId?: string | null;
  readonly path?: string | null;
  readonly message: string;
  readonly remedy: string;
}

/** A problem, an error unless said otherwise. */
export function problem({ severity = 'error', node = null, ...rest }: Finding): DesignProblem {
  return {
    severity,
    code: rest.code,
    nodeId: node?.id ?? null,
    edgeId: rest.edgeId ?? null,
    path: rest.path ?? null,
    message: rest.message,
    remedy: rest.remedy,
  };
}

/** How messages name a node: its name, else its id. */
export function titled(node: DesignNode): string {
  return `“${(node.name === '' ? node.id : node.name).slice(0, 60)}”`;
}
