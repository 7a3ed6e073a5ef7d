import type { DesignNode } from '@baton/core';

export interface Port {
  readonly port: string;
  readonly label: string | null;
  readonly isError: boolean;
}
/** TEMP */
export function portsOf(node: DesignNode): {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
} {
  const p = (port: string, label: string | null = null): Port => ({ port, label, isError: port === 'error' });
  const inputs = node.kind === 'start' ? [] : [p('in')];
  switch (node.kind) {
    case 'end':
    case 'fail':
      return { inputs, outputs: [] };
    case 'human':
      return { inputs, outputs: [...node.config.outcomes.map((o) => p(o, o)), p('error')] };
    case 'branch':
      return {
        inputs,
        outputs: [...node.config.cases.map((c) => p(c.port, c.label ?? c.port)), p('else', 'Else')],
      };
    case 'activity':
    case 'http':
    case 'session':
      return { inputs, outputs: [p('out'), p('error')] };
    default:
      return { inputs, outputs: [p('out')] };
  }
}
