// Designs as they are stored: JSON text that was checked when it came in.
import { design, type Design } from '@baton/core';

/** Text from the database. What an older version of Baton wrote is checked like what people send. */
export function readDocument(text: string): Design {
  return design.parse(JSON.parse(text));
}

export function writeDocument(document: Design): string {
  return JSON.stringify(document);
}

/** What a new design begins with. */
export const emptyDesign: Design = {
  schema: 1,
  nodes: [
    { id: 'start', kind: 'start', name: 'Start', position: { x: 0, y: 0 }, config: {} },
    { id: 'end', kind: 'end', name: 'End', position: { x: 400, y: 0 }, config: {} },
  ],
  edges: [{ id: 'start-end', source: 'start', sourcePort: 'out', target: 'end', targetPort: 'in' }],
};
