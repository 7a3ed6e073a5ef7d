'use client';
// Wires by keyboard: a list of everything that may follow.
import { useState } from 'react';
import { kinds } from '../../canvas/kinds.tsx';
import { portsOf } from '../../canvas/model/ports.ts';
import { validTargets } from '../../canvas/model/wiring.ts';
import { Button } from '../../ui/button.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/input.tsx';
import { focusNode, link } from './canvas-commands.ts';
import { selectedNode, useDraft, useEditor } from './editor-store.ts';

export function LinkDialog() {
  const editor = useEditor();
  const source = useDraft(selectedNode);
  const design = useDraft((draft) => draft.design);
  const ports = source === null ? [] : portsOf(source).outputs;
  const isFree = (port: string) => source !== null && validTargets(design, source.id, port).length > 0;
  const [port, setPort] = useState(ports.find((candidate) => isFree(candidate.port))?.port ?? 'out');
  const [target, setTarget] = useState<string | null>(null);
  const close = () => {
    editor.openUi({ dialog: null });
    if (source !== null) focusNode(editor, source.id);
  };
  const wires = source === null ? [] : validTargets(design, source.id, port);
  const items = wires.flatMap((wire) => {
    const node = design.nodes.find((candidate) => candidate.id === wire.target);
    return node === undefined ? [] : [{ value: node.id, label: node.name, hint: kinds[node.kind].word }];
  });
  const chosen = wires.find((wire) => wire.target === target);
  return (
    <Dialog
      open
      onOpenChange={close}
      size="sm"
      title={source === null ? 'Select a node first' : `Link ${source.name} to…`}
      footer={
        <Button
          variant="primary"
          disabled={chosen === undefined}
          onClick={() => {
            if (chosen !== undefined) link(editor, chosen);
            close();
          }}
        >
          Link
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {ports.length > 1 && (
          <Field label="Way out">
            <Select
              value={port}
              onValueChange={setPort}
              options={ports.map((candidate) => ({
                value: candidate.port,
                label: candidate.label ?? candidate.port,
              }))}
            />
          </Field>
        )}
        <Field
          label="Leads to"
          help={
            items.length === 0
              ? 'Nothing can follow this way out: it leads on already, or nothing fits.'
              : undefined
          }
        >
          <Combobox items={items} value={target} onValueChange={setTarget} placeholder="Type a name" />
        </Field>
      </div>
    </Dialog>
  );
}
