// The ports of a node as the canvas draws them.
import { type DesignNode, hasInput, INPUT_PORT, portsOf as waysOut } from '@baton/core';

export interface Port {
  readonly port: string;
  /** For people; `null` where there is only one way. */
  readonly label: string | null;
  /** Taken when the node fails. */
  readonly isError: boolean;
}

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

const input: readonly Port[] = [{ port: INPUT_PORT, label: null, isError: false }];

export function portsOf(node: DesignNode): Ports {
  const outputs = waysOut(node).map(({ name, role, label }): Port => {
    const word = label === '' ? null : label.charAt(0).toUpperCase() + label.slice(1);
    return { port: name, label: word, isError: role === 'error' };
  });
  return { inputs: hasInput(node.kind) ? input : [], outputs };
}
